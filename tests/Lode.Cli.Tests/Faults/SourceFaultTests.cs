using System.Diagnostics;

namespace Lode.Cli.Tests.Faults;

public sealed class SourceFaultTests : IDisposable
{
    readonly FaultFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string[] Quantize => ["quantize", _folder.File("in.gguf"), "-o", _folder.File("out.gguf"), "--type", "Q8_0"];

    /// <summary>Starts, and waits until it writes; the process is stopped then.</summary>
    Process StartAndStop(int matrices)
    {
        SparseModel.Write(_folder.File("in.gguf"), matrices);
        Process process = LodeCommand.Start(new CommandInput(), Quantize);
        while (!process.HasExited && !_folder.HasUnfinished)
            Thread.Sleep(1);
        Signals.Stop(process);
        _folder.HasUnfinished.ShouldBeTrue("it was done before it could be stopped");
        return process;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(1000 << 20)]
    public void A_source_that_becomes_shorter_is_one_clear_error(long length)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals");
        using Process process = StartAndStop(64);
        using (FileStream source = new(_folder.File("in.gguf"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            source.SetLength(length);
        Signals.Continue(process);
        string message = LodeCommand.Finish(process).ShouldFail(1);
        message.ShouldStartWith($"{_folder.File("in.gguf")}: byte ");
        message.ShouldEndWith("found the end of the file; it became shorter after it was opened; start again when nothing writes to it any more");
        _folder.Outputs.ShouldBeEmpty();
    }

    [Fact]
    public void Ctrl_C_leaves_nothing_and_keeps_what_was_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals");
        File.WriteAllText(_folder.File("out.gguf"), "older");
        using Process process = StartAndStop(64);
        Signals.SendInterrupt(process);
        Signals.Continue(process);
        LodeCommand.Finish(process).ShouldFail(130).ShouldBe("interrupted; nothing was written");
        _folder.Outputs.ShouldBe(["out.gguf"]);
        File.ReadAllText(_folder.File("out.gguf")).ShouldBe("older");
    }

    [Fact]
    public void A_source_or_a_folder_that_another_user_owns_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && (!Environment.IsPrivilegedProcess || File.Exists("/usr/bin/setpriv")), "needs to be another user than root");
        string shell = Environment.IsPrivilegedProcess ? $"exec setpriv --reuid=65534 --regid=65534 --clear-groups {Shell.Lode}" : $"exec {Shell.Lode}";
        SparseModel.Write(_folder.File("in.gguf"), 1);
        File.WriteAllText(_folder.File("in-closed.gguf"), "");
        string closed = Directory.CreateDirectory(_folder.File("in-closed")).FullName;
        Shell.Run("chmod 711 \"$1\" && cd \"$1\" && chmod 644 in.gguf && chmod 000 in-closed.gguf && chmod 555 in-closed", _folder.Path).ShouldSucceed();
        CommandResult version = Shell.Run($"{shell} --version");
        Assert.SkipUnless(version.ExitCode == 0, $"needs a build that other users may read: {version.Errors.Trim()}");

        Shell.Run($"{shell} quantize \"$1\" -o /dev/null --type Q8_0", _folder.File("in-closed.gguf")).ShouldFail(1).ShouldContain("in-closed.gguf");
        Shell.Run($"{shell} quantize \"$1\" -o '{closed}/out.gguf' --type Q8_0", _folder.File("in.gguf")).ShouldFail(1)
            .ShouldStartWith($"cannot write {closed}/out.gguf: this user may not write there");
    }

    [Fact]
    public void A_value_that_cannot_be_stored_keeps_what_was_there()
    {
        SparseModel.Write(_folder.File("in.gguf"), 2);
        using (FileStream source = new(_folder.File("in.gguf"), FileMode.Open, FileAccess.Write))
        {
            source.Position = source.Length - 1000;
            source.Write([0xFF, 0xFF]);
        }
        File.WriteAllText(_folder.File("out.gguf"), "older");
        string message = LodeCommand.Run(Quantize).ShouldFail(1);
        message.ShouldContain("in.gguf: tensor 'blk.1.ffn_up.weight': expected finite values, found NaN as element 16776716");
        _folder.Outputs.ShouldBe(["out.gguf"]);
        File.ReadAllText(_folder.File("out.gguf")).ShouldBe("older");
    }
}
