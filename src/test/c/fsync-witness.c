/*
 * Runs a program and notes what it has forced to the disk, so that a test can play a power cut: kill the program, and
 * cut each file back to what had been forced by then. SIGKILL alone cannot tell `appendfsync always` from `everysec`,
 * because the kernel still writes out what the program left behind.
 *
 *     fsync-witness NOTES PROGRAM ARGUMENTS...
 *
 * Each successful fsync or fdatasync adds a line to NOTES: inode and size. The size is that before the call, since bytes
 * that other threads add while it runs may or may not be covered. If the witness dies, so does the program.
 *
 * It watches system calls and not a library's functions (as an LD_PRELOAD shim would), because the tests' redis-server
 * is linked statically. Linux 5.3 or newer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS_MAX 256
#define OPTIONS                                                                                                   \
    (PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK \
     | PTRACE_O_TRACEVFORK)

/* A call that has begun. */
struct call {
    pid_t thread;
    ino_t inode;
    off_t size;
};

static struct call calls[THREADS_MAX];
static int notes;

static void die(const char *what) {
    fprintf(stderr, "fsync-witness: %s: %s\n", what, strerror(errno));
    exit(127);
}

static void run(char **program) {
    struct sock_filter only_fsync[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsync, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fdatasync, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof only_fsync / sizeof *only_fsync, .filter = only_fsync};
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) die("ptrace");
    raise(SIGSTOP); /* until the options are set: without a tracer the filter would fail the calls */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) die("seccomp");
    execvp(program[0], program);
    die(program[0]);
}

static struct call *slot(pid_t thread) {
    for (int i = 0; i < THREADS_MAX; i++)
        if (calls[i].thread == thread) return &calls[i];
    return NULL;
}

/* A call begins: how large is the file now? False if it cannot be told, so that nothing is noted. */
static int begins(pid_t thread, long descriptor) {
    struct call *call = slot(0);
    struct stat file;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%ld", (int) thread, descriptor);
    if (call == NULL || stat(path, &file) != 0) return 0;
    *call = (struct call) {.thread = thread, .inode = file.st_ino, .size = file.st_size};
    return 1;
}

static void ends(pid_t thread, int succeeded) {
    struct call *call = slot(thread);
    if (call == NULL) return;
    if (succeeded) dprintf(notes, "%lu %lld\n", (unsigned long) call->inode, (long long) call->size);
    call->thread = 0;
}

/* What the stopped thread does next. */
static void go_on(pid_t thread, int status) {
    struct __ptrace_syscall_info info = {0};
    int stopped_by = WSTOPSIG(status);
    int event = status >> 16;
    int until = PTRACE_CONT;
    long pass = 0;
    if (stopped_by == (SIGTRAP | 0x80)) {
        ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
        ends(thread, info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval == 0);
    } else if (stopped_by == SIGTRAP && event == PTRACE_EVENT_SECCOMP) {
        ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
        if (begins(thread, (long) info.seccomp.args[0])) until = PTRACE_SYSCALL;
    } else if (event == 0 && stopped_by != SIGTRAP && stopped_by != SIGSTOP) {
        pass = stopped_by;
    }
    ptrace(until, thread, 0, pass);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: fsync-witness NOTES PROGRAM ARGUMENTS...\n");
        return 2;
    }
    notes = open(arguments[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (notes < 0) die(arguments[1]);
    pid_t program = fork();
    if (program == 0) run(arguments + 2);
    int status;
    if (waitpid(program, &status, 0) != program || ptrace(PTRACE_SETOPTIONS, program, 0, OPTIONS) != 0) die("ptrace");
    ptrace(PTRACE_CONT, program, 0, 0);
    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) return 0;
        if (WIFSTOPPED(status)) {
            go_on(thread, status);
        } else {
            ends(thread, 0);
            if (thread == program) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
}
