namespace Lode.Usage.Tests.Running;

/// <summary>Children whose costs are known.</summary>
static class TestPrograms
{
    /// <summary>Touches as many MiB of private memory as its argument says; then exits, or runs the command behind it.</summary>
    public static readonly TestProgram Allocate = new("allocate", """
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        int main(int n, char **a)
        {
            size_t size = (size_t)atol(a[1]) << 20;
            char *memory = malloc(size);
            memset(memory, 1, size);
            if (n > 2)
                execvp(a[2], a + 2);
            return memory[size / 2] - 1;
        }
        """);

    /// <summary>Touches as many small pages as its argument says.</summary>
    public static readonly TestProgram Fault = new("fault", """
        #define _GNU_SOURCE
        #include <stdlib.h>
        #include <sys/mman.h>
        int main(int n, char **a)
        {
            long pages = atol(a[1]);
            char *memory = mmap(0, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            madvise(memory, pages * 4096, MADV_NOHUGEPAGE);
            for (long i = 0; i < pages; i++)
                ((volatile char *)memory)[i * 4096] = 1;
            return 0;
        }
        """);

    /// <summary>Gives up its processor as often as its argument says.</summary>
    public static readonly TestProgram Wait = new("wait", """
        #include <stdlib.h>
        #include <time.h>
        int main(int n, char **a)
        {
            struct timespec moment = {0, 200000}; // long enough that it never ends before the switch
            for (long i = atol(a[1]); i > 0; i--)
                nanosleep(&moment, 0);
            return 0;
        }
        """);

    /// <summary>Reads 3,000,000 bytes and writes 2,000,000.</summary>
    public static readonly TestProgram Transfer = new("transfer", """
        #include <fcntl.h>
        #include <unistd.h>
        static char buffer[1000000];
        int main()
        {
            int in = open("/dev/zero", O_RDONLY), out = open("/dev/null", O_WRONLY);
            for (int i = 0; i < 3; i++)
                read(in, buffer, sizeof buffer);
            for (int i = 0; i < 2; i++)
                write(out, buffer, sizeof buffer);
            return 0;
        }
        """);

    /// <summary>Exits with 5 in its first instructions.</summary>
    public static readonly TestProgram Die = new("die", """
        void _start(void)
        {
        #if defined(__x86_64__)
            __asm__ volatile("mov $231, %eax; mov $5, %edi; syscall");
        #elif defined(__aarch64__)
            __asm__ volatile("mov x8, #94; mov x0, #5; svc #0");
        #endif
        }
        """, "-static", "-nostdlib");

    /// <summary>Ends itself by the signal of its argument, which it gives its default meaning first.</summary>
    public static readonly TestProgram Raise = new("raise", """
        #include <signal.h>
        #include <stdlib.h>
        #include <sys/resource.h>
        int main(int n, char **a)
        {
            struct rlimit none = {0, 0};
            setrlimit(RLIMIT_CORE, &none);
            signal(atoi(a[1]), SIG_DFL);
            raise(atoi(a[1]));
            return 99;
        }
        """);

    /// <summary>Ignores SIGTERM and waits for ever.</summary>
    public static readonly TestProgram Stubborn = new("stubborn", """
        #include <signal.h>
        #include <unistd.h>
        int main()
        {
            signal(SIGTERM, SIG_IGN);
            for (;;)
                pause();
        }
        """);

    /// <summary>Runs four threads that each touch 8 MiB, the first of which ends early, and exits from another one.</summary>
    public static readonly TestProgram Threads = new("threads", """
        #include <pthread.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        static void *work(void *index)
        {
            memset(malloc(8 << 20), 1, 8 << 20);
            if (!index)
                exit((usleep(200000), 6));
            return 0;
        }
        int main()
        {
            pthread_t thread;
            for (long i = 3; i >= 0; i--)
                pthread_create(&thread, 0, work, (void *)i);
            pthread_exit(0);
        }
        """, "-pthread");

    /// <summary>A person at a terminal: runs a shell on a pty, and, pair by pair of its arguments, waits for a text and types another.</summary>
    public static readonly TestProgram Person = new("person", """
        #define _GNU_SOURCE
        #include <poll.h>
        #include <pty.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static char seen[1 << 20];
        int main(int n, char **a)
        {
            int terminal, length = 0, from = 0, step = 1;
            setenv("PS1", "prompt> ", 1);
            if (!forkpty(&terminal, 0, 0, 0))
                execlp("sh", "sh", "-i", (char *)0);
            for (;;) {
                struct pollfd wait = {terminal, POLLIN};
                if (poll(&wait, 1, 40000) <= 0)
                    break;
                int read_now = read(terminal, seen + length, sizeof seen - 1 - length);
                if (read_now <= 0)
                    break;
                length += read_now;
                char *found;
                while (step + 1 < n && (found = strstr(seen + from, a[step]))) {
                    from = found - seen + strlen(a[step]);
                    write(terminal, a[step + 1], strlen(a[step + 1]));
                    step += 2;
                }
            }
            fwrite(seen, 1, length, stdout);
            return step >= n ? 0 : 1;
        }
        """, "-lutil");
}
