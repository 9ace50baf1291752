/* The one place that includes the engine's C header. The binding sources are compiled twice: for the library
 * against libduckdb itself, and with ASSAY_LOADABLE for the loadable extension, where every call goes through
 * the table of functions that the loading engine hands over. Only the stable part of the API is visible in
 * either. */
#ifndef ASSAY_ENGINE_DUCKDB_API_H
#define ASSAY_ENGINE_DUCKDB_API_H

#ifdef ASSAY_LOADABLE
#include <duckdb_extension.h>
DUCKDB_EXTENSION_EXTERN
#else
#define DUCKDB_API_NO_DEPRECATED
#include <duckdb.h>
#endif

#endif
