// Preloaded into the programs of a cell: shows the time that the run is to have, and does not wait through long sleeps.
// It needs nothing but syscall(3), so that it fits every C library. What it skips is added to the clocks of all processes of the cell,
// through a page of shared memory; programs that are linked statically see the true time.
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/select.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

typedef long long nanoseconds;
static const nanoseconds second = 1000000000LL;

// Longer sleeps are cut to a part of a second, so many in one run: a program that waits in a loop is let settle.
// An event loop waits for answers too: it is given some seconds. Who waits for a descriptor alone (poll, select) waits as long as it wants.
#define LONG (5 * second)
#define SHORT (second / 2)
#define LOOP (3 * second)
#define MOST 24

// Written over by whoever lays this file into a cell: nanoseconds between the true time and the one to show.
PUBLIC volatile const struct { char mark[8]; nanoseconds shift; } clock_shift = {{'C', 'L', 'K', 'S', 'H', 'I', 'F', 'T'}, 0};

struct shared { volatile nanoseconds skipped; volatile int count; };
static struct shared own;

static struct shared *shared(void) {
    static struct shared *page;
    if (!page) {
        long id = syscall(SYS_shmget, 0x746d7a6e, 4096, IPC_CREAT | 0666);
        long at = id < 0 ? -1 : syscall(SYS_shmat, id, 0, 0);
        page = at == -1 || (at < 0 && at > -4096) ? &own : (struct shared *)at;
    }
    return page;
}

static nanoseconds since(const struct timespec *time) { return time->tv_sec * second + time->tv_nsec; }

static struct timespec as_time(nanoseconds value) {
    struct timespec time = {value / second, value % second};
    return time;
}

// How long to wait in truth, and how much that leaves out.
static nanoseconds cut(nanoseconds wanted, nanoseconds to, nanoseconds *left_out) {
    *left_out = 0;
    if (wanted <= LONG || __atomic_add_fetch(&shared()->count, 1, __ATOMIC_RELAXED) > MOST) return wanted;
    *left_out = wanted - to;
    return to;
}

static void skip(nanoseconds left_out) { if (left_out) __atomic_add_fetch(&shared()->skipped, left_out, __ATOMIC_RELAXED); }

PUBLIC int clock_gettime(clockid_t which, struct timespec *time) {
    int result = (int)syscall(SYS_clock_gettime, which, time);
    if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE || which == CLOCK_MONOTONIC || which == CLOCK_MONOTONIC_RAW || which == CLOCK_MONOTONIC_COARSE || which == CLOCK_BOOTTIME)) {
        int is_date = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
        *time = as_time(since(time) + shared()->skipped + (is_date ? clock_shift.shift : 0));
    }
    return result;
}

PUBLIC int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (__builtin_expect((void *)time == 0, 0)) return 0;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return result;
}

PUBLIC time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

PUBLIC int clock_nanosleep(clockid_t which, int flags, const struct timespec *wanted, struct timespec *left) {
    nanoseconds out, length = since(wanted);
    if (flags & TIMER_ABSTIME) {
        struct timespec now;
        clock_gettime(which, &now);
        length -= since(&now);
        if (length <= 0) return 0;
    }
    struct timespec truly = as_time(cut(length, SHORT, &out));
    long result = syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &truly, flags & TIMER_ABSTIME ? 0 : left);
    if (result == 0) skip(out);
    return result == 0 ? 0 : errno;
}

PUBLIC int nanosleep(const struct timespec *wanted, struct timespec *left) {
    int problem = clock_nanosleep(CLOCK_MONOTONIC, 0, wanted, left);
    if (problem) errno = problem;
    return problem ? -1 : 0;
}

PUBLIC unsigned sleep(unsigned seconds) {
    struct timespec wanted = {seconds, 0}, left = {0, 0};
    return nanosleep(&wanted, &left) == 0 ? 0 : (unsigned)left.tv_sec;
}

PUBLIC int usleep(useconds_t microseconds) {
    struct timespec wanted = as_time((nanoseconds)microseconds * 1000);
    return nanosleep(&wanted, 0);
}

PUBLIC int epoll_pwait(int poller, struct epoll_event *events, int most, int timeout, const sigset_t *signals) {
    nanoseconds out = 0, wanted = timeout < 0 ? -1 : cut(timeout * 1000000LL, LOOP, &out);
    int result = (int)syscall(SYS_epoll_pwait, poller, events, most, (long)(wanted < 0 ? -1 : wanted / 1000000), signals, 8L);
    if (result == 0) skip(out);
    return result;
}

PUBLIC int epoll_wait(int poller, struct epoll_event *events, int most, int timeout) { return epoll_pwait(poller, events, most, timeout, 0); }

PUBLIC int poll(struct pollfd *what, nfds_t count, int timeout) {
    nanoseconds out = 0, wanted = timeout < 0 ? -1 : count ? timeout * 1000000LL : cut(timeout * 1000000LL, SHORT, &out);
    struct timespec truly = as_time(wanted < 0 ? 0 : wanted);
    int result = (int)syscall(SYS_ppoll, what, count, wanted < 0 ? (struct timespec *)0 : &truly, (void *)0, 8L);
    if (result == 0) skip(out);
    return result;
}

PUBLIC int select(int count, fd_set *restrict read, fd_set *restrict write, fd_set *restrict except, struct timeval *restrict timeout) {
    nanoseconds out = 0, wanted = !timeout ? -1 : timeout->tv_sec * second + timeout->tv_usec * 1000LL;
    if (count == 0 && timeout) wanted = cut(wanted, SHORT, &out);
    struct timespec truly = as_time(wanted < 0 ? 0 : wanted);
    int result = (int)syscall(SYS_pselect6, count, read, write, except, wanted < 0 ? (struct timespec *)0 : &truly, (void *)0);
    if (result == 0) skip(out);
    return result;
}
