/* How trainers shorten what is too long, and how they pack what is short. */
#include "packs/sft/trainer_segments.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The first `most` tokens. */
static void keep_start(struct cut *cut, const int64_t *tokens, const bool *targets, size_t count,
                       int64_t most)
{
    int64_t left = most;
    for (size_t i = 0; i < count; i++) {
        int64_t kept = smaller(tokens[i], left);
        cut->kept += kept;
        cut->kept_target += targets[i] ? kept : 0;
        left -= kept;
    }
}

/* LLaMA-Factory's infer_seqlen: a short answer pushes the question out, a short question the answer, else
 * both shrink in proportion. */
static void share(int64_t *source, int64_t *target, int64_t left)
{
    int64_t most = *target * 2 < left ? left
                   : *source * 2 < left
                       ? left - *source
                       : (int64_t)((double)left * ((double)*target / (double)(*source + *target)));
    int64_t kept = smaller(most, *target);
    *source = smaller(left - kept > 0 ? left - kept : 0, *source);
    *target = kept;
}

/* Pairs of question and answer, until nothing is left. Definition: LLaMA-Factory, processor/supervised.py,
 * _encode_data_example, and processor_utils.py, infer_seqlen. */
static void keep_shares(struct cut *cut, const int64_t *tokens, const bool *targets, size_t count,
                        int64_t most)
{
    for (size_t i = 0; i < count && cut->kept < most;) {
        int64_t source = 0, target = 0;
        for (; i < count && !targets[i]; i++)
            source += tokens[i];
        for (; i < count && targets[i]; i++)
            target += tokens[i];
        share(&source, &target, most - cut->kept);
        cut->kept += source + target;
        cut->kept_target += target;
    }
}

struct cut trainer_cut(enum trainer trainer, const int64_t *tokens, const bool *targets, size_t count,
                       int64_t most)
{
    struct cut cut = {0};
    for (size_t i = 0; i < count; i++) {
        cut.tokens += tokens[i];
        cut.target += targets[i] ? tokens[i] : 0;
    }
    if (most <= 0 || cut.tokens <= most) {
        cut.kept = cut.tokens;
        cut.kept_target = cut.target;
    } else if (trainer == TRAINER_AXOLOTL)
        cut.dropped = true;
    else if (trainer == TRAINER_LLAMAFACTORY)
        keep_shares(&cut, tokens, targets, count, most);
    else
        keep_start(&cut, tokens, targets, count, most);
    return cut;
}

/* ---- packing ---- */

/* How many open sequences have each amount of room, and which amounts there are. */
struct rooms {
    uint64_t *open;
    uint64_t *bits;
    size_t words;
};

static void room_change(struct rooms *rooms, size_t room, bool more)
{
    rooms->open[room] += more ? 1 : (uint64_t)-1;
    if (rooms->open[room])
        rooms->bits[room / 64] |= (uint64_t)1 << (room % 64);
    else
        rooms->bits[room / 64] &= ~((uint64_t)1 << (room % 64));
}

/* The least room of at least `length` that some sequence has; 0: none has. */
static size_t room_find(const struct rooms *rooms, size_t length)
{
    uint64_t bits = rooms->bits[length / 64] & (~(uint64_t)0 << (length % 64));
    for (size_t word = length / 64;;) {
        if (bits)
            return word * 64 + (size_t)__builtin_ctzll(bits);
        if (++word == rooms->words)
            return 0;
        bits = rooms->bits[word];
    }
}

int64_t sequences_packed(const int64_t *lengths, size_t count, int64_t most, struct arena *arena)
{
    size_t longest = (size_t)most;
    struct rooms rooms = {.words = longest / 64 + 1};
    uint64_t *rows = arena_take_zeroed(arena, longest + 1, sizeof *rows);
    rooms.open = arena_take_zeroed(arena, longest + 1, sizeof *rooms.open);
    rooms.bits = arena_take_zeroed(arena, rooms.words, sizeof *rooms.bits);
    int64_t sequences = 0;
    if (!rows || !rooms.open || !rooms.bits)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (lengths[i] > 0)
            rows[smaller(lengths[i], most)]++;
    for (size_t length = longest; length > 0; length--)
        for (; rows[length] > 0; rows[length]--) {
            size_t room = room_find(&rooms, length);
            if (room)
                room_change(&rooms, room, false);
            else {
                room = longest;
                sequences++;
            }
            if (room > length)
                room_change(&rooms, room - length, true);
        }
    return sequences;
}
