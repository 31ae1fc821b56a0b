using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Lode.Cli.Tests;

public sealed partial class BlockedOutputTests
{
    const int SetPipeSize = 1031;
    const int BytesAvailable = 0x541B;
    const int PipeSize = 4096;

    [Fact]
    public void A_second_Ctrl_C_ends_a_command_that_waits_for_its_reader()
    {
        using Process process = LodeCommand.Start(new CommandInput(), "run", TestModels.Any, "--ctx", "200000", "--ignore-eos", "--temperature", "2", "--stats");
        using SafeHandle pipe = ((AnonymousPipeClientStream)process.StandardOutput.BaseStream).SafePipeHandle;
        int descriptor = (int)pipe.DangerousGetHandle();
        Control(descriptor, SetPipeSize, PipeSize).ShouldBeGreaterThanOrEqualTo(0);
        WaitUntilBlocked(process, descriptor);
        Signals.SendInterrupt(process);
        while (!process.WaitForExit(100)) // the kernel may merge two signals that come too close
            Signals.SendInterrupt(process);
        process.ExitCode.ShouldBe(130);
        process.StandardError.ReadToEnd().ShouldBe(""); // no statistics: it did not end by itself
    }

    [Fact]
    public void Output_and_messages_may_go_to_the_same_file()
    {
        using TemporaryFolder folder = new();
        string log = folder.File("log");
        Shell.Run($"{Shell.Lode} run \"$1\" -n 3 --temperature 0 --ignore-eos --stats > '{log}' 2>&1", TestModels.Any).ShouldSucceed();
        string text = LodeCommand.Run("run", TestModels.Any, "-n", "3", "--temperature", "0", "--ignore-eos").Output;
        string both = File.ReadAllText(log);
        both.ShouldStartWith($"{text}load ");
        both.ShouldContain("seed");
    }

    // It has filled the pipe, and computes no more: it must be waiting to write.
    static void WaitUntilBlocked(Process process, int descriptor)
    {
        (int Available, TimeSpan Used) last = default;
        for (int unchanged = 0; unchanged < 8;)
        {
            Thread.Sleep(50);
            process.Refresh();
            process.HasExited.ShouldBeFalse();
            int available = 0;
            Query(descriptor, BytesAvailable, ref available).ShouldBe(0);
            (int, TimeSpan) now = (available, process.TotalProcessorTime);
            unchanged = available >= PipeSize / 2 && now == last ? unchanged + 1 : 0;
            last = now;
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Query(int descriptor, nint request, ref int value);
}
