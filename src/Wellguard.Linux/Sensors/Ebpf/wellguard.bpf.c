// What the processes of one cell do, seen in the kernel. Records go to a ring buffer; EbpfRecords reads them and has their layout a second time.
//
// System calls are looked at when they return: also those that seccomp refused come by there, their memory has just been used by the kernel, and the result is
// known. Which calls, and what of them, user space says in the map `calls`.

#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "record.h"
#include "paths.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct words {
    const void *list;
    u64 at;
};

static long add_word(u32 i, struct words *words)
{
    struct record *record = bpf_map_lookup_elem(&scratch, &zero);
    const void *word = 0;
    u64 at = words->at;
    barrier_var(at);
    if (!record || at >= TEXT_LIMIT || bpf_probe_read_user(&word, sizeof(word), words->list + i * sizeof(word)) || !word)
        return 1;
    long length = bpf_probe_read_user_str(&record->text[at], MAX_NAME, word);
    if (length <= 0)
        return 1;
    words->at = at + length;
    return 0;
}

static __always_inline void add_words(struct record *record, const void *list)
{
    u64 at = room(record);
    if (at == TEXT_LIMIT)
        return;
    struct words words = {.list = list, .at = at + CHUNK};
    bpf_loop(MAX_WORDS, add_word, &words, 0);
    u64 length = words.at - at - CHUNK;
    if (length < 65536)
        close_chunk(record, at, ARGUMENTS, length);
}

// The length is an int, whatever the register holds besides; where it is a pointer, or the address lies at the end of the memory that is there, those of
// IPv6 and IPv4 are tried.
static __always_inline void add_address(struct record *record, const void *from, u64 length)
{
    if (!add_bytes(record, ADDRESS, from, (u32)length, MAX_ADDRESS) && !add_bytes(record, ADDRESS, from, 28, MAX_ADDRESS))
        add_bytes(record, ADDRESS, from, 16, MAX_ADDRESS);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(call_returns, struct pt_regs *registers, long result)
{
    u32 number = BPF_CORE_READ(registers, orig_ax);
    struct call *call = bpf_map_lookup_elem(&calls, &number);
    if (!call || !call->known || (call->flags & FAILURES && result >= 0))
        return 0;
    struct state *state = state_of_cell();
    if (!state || !state->level)
        return 0;
    struct task_struct *task = (void *)bpf_get_current_task();
    struct record *record = begin(CALL, state, task);
    if (!record)
        return 0;
    record->call = number;
    record->result = result;
    record->arguments[0] = BPF_CORE_READ(registers, di);
    record->arguments[1] = BPF_CORE_READ(registers, si);
    record->arguments[2] = BPF_CORE_READ(registers, dx);
    record->arguments[3] = BPF_CORE_READ(registers, r10);
    record->arguments[4] = BPF_CORE_READ(registers, r8);
    record->arguments[5] = BPF_CORE_READ(registers, r9);
    if (call->path != NONE)
        add_path(record, task, call->path, call->folder, PATH, FOLDER);
    if (call->path2 != NONE)
        add_path(record, task, call->path2, call->folder2, PATH2, FOLDER2);
    if (call->file != NONE) {
        struct file *file = file_of(task, argument(record, call->file));
        if (file) {
            add_inode(record, file);
            add_names(record, PROGRAM, task, __builtin_preserve_access_index(&file->f_path));
        }
    }
    if (call->address != NONE)
        add_address(record, (const void *)argument(record, call->address), call->address < 5 ? argument(record, call->address + 1) : 0);
    if (call->words != NONE)
        add_words(record, (const void *)argument(record, call->words));
    if (call->flags & HOW) // struct open_how begins with the flags
        bpf_probe_read_user(&record->arguments[2], sizeof(u64), (const void *)record->arguments[2]);
    end(record, state);
    return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(program_starts, struct task_struct *task, int before, struct linux_binprm *program)
{
    struct state *state = state_of_cell();
    if (!state)
        return 0;
    struct pid *pid = BPF_CORE_READ(task, thread_pid);
    u32 level = BPF_CORE_READ(pid, level);
    enum kind kind = EXEC;
    if (!state->level) {
        // The runtime's own processes come before; the first program is the one that is process 1 of its own numbering.
        int number = 0;
        bpf_probe_read_kernel(&number, sizeof(number), (void *)__builtin_preserve_access_index(&pid->numbers[0]) + level * bpf_core_type_size(struct upid));
        if (number != 1 || level == 0)
            return 0;
        state->level = level;
        kind = START;
    }
    struct record *record = begin(kind, state, task);
    if (!record)
        return 0;
    struct file *file = BPF_CORE_READ(program, file);
    struct mm_struct *mm = BPF_CORE_READ(task, mm);
    unsigned long arguments = BPF_CORE_READ(mm, arg_start);
    record->user = BPF_CORE_READ(task, cred, euid.val);
    record->child = BPF_CORE_READ(program, interp) != BPF_CORE_READ(program, filename); // a script
    record->arguments[0] = BPF_CORE_READ(mm, arg_end) - arguments;
    // First: a deep folder must not leave them without room.
    add_bytes(record, ARGUMENTS, (const void *)arguments, record->arguments[0], MAX_ARGUMENTS);
    add_inode(record, file);
    u64 at = room(record);
    if (at < TEXT_LIMIT) {
        long length = bpf_probe_read_kernel_str(&record->text[at + CHUNK], MAX_PATH, BPF_CORE_READ(program, filename));
        if (length > 0)
            close_chunk(record, at, PATH, length);
    }
    add_names(record, PROGRAM, task, __builtin_preserve_access_index(&file->f_path));
    add_working_folder(record, FOLDER, task);
    end(record, state);
    return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_forks, struct task_struct *parent, struct task_struct *child)
{
    struct state *state = state_of_cell();
    if (!state || !state->level || BPF_CORE_READ(parent, tgid) == BPF_CORE_READ(child, tgid))
        return 0;
    struct record *record = begin(FORK, state, parent);
    if (!record)
        return 0;
    record->child = number_of(child, state->level);
    end(record, state);
    return 0;
}

// Its last thread ends.
SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_ends, struct task_struct *task)
{
    struct state *state = state_of_cell();
    if (!state || !state->level || BPF_CORE_READ(task, signal, live.counter) != 0)
        return 0;
    struct record *record = begin(EXIT, state, task);
    if (!record)
        return 0;
    int code = BPF_CORE_READ(task, signal, group_exit_code);
    record->result = code ? code : BPF_CORE_READ(task, exit_code);
    end(record, state);
    return 0;
}
