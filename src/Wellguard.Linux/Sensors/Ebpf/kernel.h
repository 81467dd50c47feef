// What of the kernel's own types the sensor reads; libbpf finds where each field lies in the running kernel (CO-RE), so one program fits all.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

// Names that libbpf's headers use.
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef int __s32;
typedef s64 __s64;
typedef u16 __be16;
typedef u32 __be32;
typedef u32 __wsum;

enum { BPF_MAP_TYPE_ARRAY = 2, BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_CGROUP_ARRAY = 8, BPF_MAP_TYPE_RINGBUF = 27 };
enum { BPF_RB_AVAIL_DATA = 0, BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct inode {
    u16 i_mode;
    u32 i_nlink;
    unsigned long i_ino;
};

struct qstr {
    const u8 *name;
};

struct dentry {
    struct dentry *d_parent;
    struct qstr d_name;
};

struct vfsmount {
    struct dentry *mnt_root;
};

struct mount {
    struct mount *mnt_parent;
    struct dentry *mnt_mountpoint;
    struct vfsmount mnt;
};

struct path {
    struct vfsmount *mnt;
    struct dentry *dentry;
};

struct file {
    struct path f_path;
    struct inode *f_inode;
};

struct fdtable {
    u32 max_fds;
    struct file **fd;
};

struct files_struct {
    struct fdtable *fdt;
};

struct fs_struct {
    struct path root;
    struct path pwd;
};

struct mm_struct {
    unsigned long arg_start;
    unsigned long arg_end;
};

typedef struct {
    u32 val;
} kuid_t;

struct cred {
    kuid_t euid;
};

typedef struct {
    int counter;
} atomic_t;

struct signal_struct {
    atomic_t live;
    int group_exit_code;
};

struct pid_namespace;

struct upid {
    int nr;
    struct pid_namespace *ns;
};

struct pid {
    u32 level;
    struct upid numbers[1];
};

struct task_struct {
    struct task_struct *group_leader;
    int tgid;
    int exit_code;
    u64 start_time;
    struct pid *thread_pid;
    struct signal_struct *signal;
    struct fs_struct *fs;
    struct files_struct *files;
    struct mm_struct *mm;
    const struct cred *cred;
};

struct linux_binprm {
    struct file *file;
    const char *filename;
    const char *interp;
};

struct pt_regs { // of x86-64
    unsigned long di, si, dx, r10, r8, r9, orig_ax;
};

#pragma clang attribute pop
