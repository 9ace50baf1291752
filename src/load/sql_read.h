/* read_records(paths, container, delimiter): raw records with their places, as rows. */
#ifndef ASSAY_LOAD_SQL_READ_H
#define ASSAY_LOAD_SQL_READ_H

#include "engine/function.h"

extern const struct table_function read_records_function;

#endif
