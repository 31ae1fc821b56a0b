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
        int available = 0;
        while (available < PipeSize - 16) // room for no further piece
        {
            process.HasExited.ShouldBeFalse();
            Thread.Sleep(5);
            Query(descriptor, BytesAvailable, ref available).ShouldBe(0);
        }
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

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Query(int descriptor, nint request, ref int value);
}
