// Paths as they are for the process: names from the file up to its root, and what a path that does not start there starts from.
#pragma once

struct walk {
    struct dentry *dentry, *root;
    struct vfsmount *mount, *root_mount;
    u64 at;
    u64 whole; // the root was reached
};

// One folder up; its name is added.
static long step(u32 i, struct walk *walk)
{
    struct dentry *dentry = walk->dentry;
    struct vfsmount *mounted = walk->mount;
    if (dentry == walk->root && mounted == walk->root_mount) {
        walk->whole = 1;
        return 1;
    }
    struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
    if (dentry == BPF_CORE_READ(mounted, mnt_root)) {
        struct mount *mount = (void *)mounted - bpf_core_field_offset(struct mount, mnt);
        struct mount *above = BPF_CORE_READ(mount, mnt_parent);
        if (above == mount) {
            walk->whole = 1;
            return 1;
        }
        walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
        walk->mount = __builtin_preserve_access_index(&above->mnt);
        return 0;
    }
    struct record *record = bpf_map_lookup_elem(&scratch, &zero);
    u64 at = walk->at;
    barrier_var(at);
    if (!record || at >= TEXT_LIMIT)
        return 1;
    long length = bpf_probe_read_kernel_str(&record->text[at], MAX_NAME, BPF_CORE_READ(dentry, d_name.name));
    if (length <= 0)
        return 1;
    walk->at = at + length;
    walk->dentry = parent;
    walk->whole = parent == dentry; // a file without a folder: memfd
    return walk->whole;
}

// Names from the file up to the root of the process.
static __always_inline void add_names(struct record *record, enum tag tag, struct task_struct *task, struct path *path)
{
    u64 at = room(record);
    if (at == TEXT_LIMIT)
        return;
    struct fs_struct *fs = BPF_CORE_READ(task, fs);
    struct walk walk = {
        .dentry = BPF_CORE_READ(path, dentry),
        .mount = BPF_CORE_READ(path, mnt),
        .root = BPF_CORE_READ(fs, root.dentry),
        .root_mount = BPF_CORE_READ(fs, root.mnt),
        .at = at + CHUNK,
    };
    bpf_loop(MAX_DEPTH, step, &walk, 0);
    u64 done = walk.at;
    barrier_var(done);
    if (!walk.whole && done < TEXT_LIMIT + MAX_NAME) {
        __builtin_memcpy(&record->text[done], "\xe2\x80\xa6", 4); // "…": folders above are not told
        walk.at = done + 4;
    }
    u64 length = walk.at - at - CHUNK;
    if (length < 65536)
        close_chunk(record, at, tag, length);
}

static __always_inline struct file *file_of(struct task_struct *task, u64 descriptor)
{
    struct fdtable *table = BPF_CORE_READ(task, files, fdt);
    struct file *file = 0;
    if ((u32)descriptor < BPF_CORE_READ(table, max_fds))
        bpf_probe_read_kernel(&file, sizeof(file), BPF_CORE_READ(table, fd) + (u32)descriptor);
    return file;
}

static __always_inline void add_inode(struct record *record, struct file *file)
{
    record->mode = BPF_CORE_READ(file, f_inode, i_mode);
    record->inode = BPF_CORE_READ(file, f_inode, i_ino);
    record->links = BPF_CORE_READ(file, f_inode, i_nlink);
}

static __always_inline void add_working_folder(struct record *record, enum tag tag, struct task_struct *task)
{
    struct fs_struct *fs = BPF_CORE_READ(task, fs);
    add_names(record, tag, task, __builtin_preserve_access_index(&fs->pwd));
}

// An argument by its number: no array of a context may be indexed by a variable.
static __always_inline u64 argument(struct record *record, u8 number)
{
    return number < 6 ? record->arguments[number] : 0;
}

// A path that does not start at the root needs the folder that it starts from.
static __always_inline void add_path(struct record *record, struct task_struct *task, u8 path, u8 folder, enum tag tag, enum tag folder_tag)
{
    char first = 0;
    const void *text = (const void *)argument(record, path);
    bpf_probe_read_user(&first, 1, text);
    add_text(record, tag, text);
    if (first == '/')
        return;
    if (folder == NONE || (int)argument(record, folder) == AT_FDCWD) {
        add_working_folder(record, folder_tag, task);
    } else {
        struct file *file = file_of(task, argument(record, folder));
        if (file)
            add_names(record, folder_tag, task, __builtin_preserve_access_index(&file->f_path));
    }
}
