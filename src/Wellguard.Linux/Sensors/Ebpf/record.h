// One record: how it is begun, filled and handed over.
#pragma once

#define MAX_CALLS 512
#define MAX_PATH 4096
#define MAX_NAME 256
#define MAX_DEPTH 48       // folders of a path
#define MAX_ARGUMENTS 8192 // bytes of an argument list
#define MAX_WORDS 32       // of an argument list that did not come to run
#define MAX_ADDRESS 128
#define NONE 255
#define AT_FDCWD -100
#define WAKE_AT (1 << 18) // bytes that wait
#define CHUNK 4 // bytes before each chunk: u16 tag, u16 length

enum kind { START = 1, FORK = 2, EXEC = 3, EXIT = 4, CALL = 5 };
enum tag { PATH = 1, PATH2 = 2, FOLDER = 3, FOLDER2 = 4, PROGRAM = 5, ARGUMENTS = 6, ADDRESS = 7 };
enum flag { FAILURES = 1, HOW = 2 };

// What is read of a call: numbers of its arguments, NONE for none.
struct call {
    u8 known, flags;
    u8 path, folder;   // a text, and the descriptor of the folder that it starts from
    u8 path2, folder2;
    u8 file;           // a descriptor: the path of its file
    u8 address, words; // struct sockaddr; an argument list
    u8 padding[7];
};

struct state {
    u32 level; // of the cell's process numbers; 0: its first program does not run yet
    u32 lost;
};

struct record {
    u64 time;
    u64 started;
    s64 result;
    u64 arguments[6];
    u64 inode;
    u32 lost; // so far
    int process;
    int child;
    u32 user;
    u32 mode;  // of the inode
    u32 links; // of the inode
    u16 kind, call;
    u32 length; // of text
    char name[16];
    char text[16384 + MAX_ARGUMENTS + CHUNK]; // chunks
};

#define TEXT_LIMIT 16384

// EbpfRecords and EbpfCall count on it.
_Static_assert(__builtin_offsetof(struct record, text) == 128 && sizeof(struct call) == 16, "the layout");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 24);
} records SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, MAX_CALLS);
    __type(key, u32);
    __type(value, struct call);
} calls SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, u32);
} cell SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, struct state);
} states SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, struct record);
} scratch SEC(".maps");

static const u32 zero = 0;

static __always_inline struct state *state_of_cell(void)
{
    return bpf_current_task_under_cgroup(&cell, 0) == 1 ? bpf_map_lookup_elem(&states, &zero) : 0;
}

// Number of a process in the cell; 0: it is outside.
static __always_inline int number_of(struct task_struct *task, u32 level)
{
    struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
    int number = 0;
    if (BPF_CORE_READ(pid, level) >= level)
        bpf_probe_read_kernel(&number, sizeof(number), (void *)__builtin_preserve_access_index(&pid->numbers[0]) + level * bpf_core_type_size(struct upid));
    return number;
}

static __always_inline struct record *begin(enum kind kind, struct state *state, struct task_struct *task)
{
    struct record *record = bpf_map_lookup_elem(&scratch, &zero);
    if (!record)
        return 0;
    __builtin_memset(record, 0, __builtin_offsetof(struct record, text));
    record->time = bpf_ktime_get_ns();
    record->started = BPF_CORE_READ(task, group_leader, start_time);
    record->process = number_of(task, state->level);
    record->kind = kind;
    bpf_get_current_comm(record->name, sizeof(record->name));
    return record->process ? record : 0;
}

static __always_inline void end(struct record *record, struct state *state)
{
    u64 length = record->length;
    barrier_var(length);
    if (length > sizeof(record->text))
        return;
    record->lost = state->lost;
    // The reader looks by itself twenty times a second; waking it for each record would cost more than the record.
    u64 wake = bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) > WAKE_AT ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
    if (bpf_ringbuf_output(&records, record, __builtin_offsetof(struct record, text) + length, wake))
        __sync_fetch_and_add(&state->lost, 1);
}

// Where the next chunk begins; TEXT_LIMIT: there is no room.
static __always_inline u64 room(struct record *record)
{
    u64 at = record->length;
    barrier_var(at);
    return at < TEXT_LIMIT ? at : TEXT_LIMIT;
}

static __always_inline void close_chunk(struct record *record, u64 at, enum tag tag, u64 length)
{
    u16 head[2] = {tag, length};
    __builtin_memcpy(&record->text[at], head, CHUNK);
    record->length = at + CHUNK + length;
}

static __always_inline void add_text(struct record *record, enum tag tag, const void *from)
{
    u64 at = room(record);
    if (at == TEXT_LIMIT)
        return;
    long length = bpf_probe_read_user_str(&record->text[at + CHUNK], MAX_PATH, from);
    if (length > 0)
        close_chunk(record, at, tag, length);
}

// Whether they could be read.
static __always_inline int add_bytes(struct record *record, enum tag tag, const void *from, u64 wanted, u32 limit)
{
    u64 at = room(record), length = wanted < limit ? wanted : limit;
    barrier_var(length);
    if (at == TEXT_LIMIT || length > limit || bpf_probe_read_user(&record->text[at + CHUNK], length, from))
        return 0;
    close_chunk(record, at, tag, length);
    return 1;
}
