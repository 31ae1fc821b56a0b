using System.Diagnostics;
using System.Security.Cryptography;

namespace Lode.Cli.Tests.Faults;

/// <summary>kill -9 at random moments: the final name never has a broken file, and the next run leaves no stray.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class KillTests : IDisposable
{
    const string Older = "what was there before";
    readonly FaultFolder _folder = new();
    readonly Random _random = new(20);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Quantize_can_be_killed_at_any_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs kill -9 and sparse files");
        SparseModel.Write(_folder.File("in.gguf"), 8);
        KillAgainAndAgain(25, "quantize", _folder.File("in.gguf"), "--type", "Q8_0");
    }

    [Fact]
    public void Convert_can_be_killed_at_any_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs kill -9 and sparse files");
        KillAgainAndAgain(25, "convert", SparseFolder.Write(_folder.File("in"), 2), "--type", "Q8_0");
    }

    [Fact]
    public void Pack_can_be_killed_at_any_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs kill -9 and sparse files");
        SparseModel.Write(_folder.File("in-plain.gguf"), 8);
        LodeCommand.Run("quantize", _folder.File("in-plain.gguf"), "--type", "Q8_0", "-o", _folder.File("in.gguf")).ShouldSucceed();
        KillAgainAndAgain(12, "pack", _folder.File("in.gguf"));
    }

    [Fact]
    public void Unpack_can_be_killed_at_any_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs kill -9 and sparse files");
        SparseModel.Write(_folder.File("in-plain.gguf"), 8);
        LodeCommand.Run("quantize", _folder.File("in-plain.gguf"), "--type", "Q8_0", "-o", _folder.File("in-rows.gguf")).ShouldSucceed();
        LodeCommand.Run("pack", _folder.File("in-rows.gguf"), "-o", _folder.File("in.gguf")).ShouldSucceed();
        KillAgainAndAgain(9, "unpack", _folder.File("in.gguf"));
    }

    void KillAgainAndAgain(int times, params string[] command)
    {
        string target = _folder.File("out.gguf");
        string[] arguments = [.. command, "-o", target];
        long began = Stopwatch.GetTimestamp();
        LodeCommand.Run(arguments).ShouldSucceed();
        TimeSpan whole = Stopwatch.GetElapsedTime(began);
        string complete = Hash(target);
        int unfinished = 0;
        for (int i = 0; i < times; i++)
        {
            bool before = i % 2 == 0;
            if (before)
                File.WriteAllText(target, Older);
            else
                File.Delete(target);
            using (Process process = LodeCommand.Start(new CommandInput(), arguments))
            {
                // A third at any time, the others once something is written.
                if (i % 3 > 0)
                {
                    while (!process.HasExited && !_folder.HasUnfinished)
                        Thread.Sleep(1);
                    Thread.Sleep(_random.Next((int)(whole.TotalMilliseconds / 4) + 1));
                }
                else
                {
                    Thread.Sleep(_random.Next((int)whole.TotalMilliseconds + 1));
                }
                process.Kill();
                LodeCommand.WaitForExit(process);
            }
            unfinished += _folder.HasUnfinished ? 1 : 0;
            if (!File.Exists(target))
                before.ShouldBeFalse("the older file is gone");
            else if (!before || new FileInfo(target).Length != Older.Length)
                Hash(target).ShouldBe(complete);
            else
                File.ReadAllText(target).ShouldBe(Older);
        }
        unfinished.ShouldBeGreaterThan(times / 4, "most were killed before or after the writing: nothing was tested");
        LodeCommand.Run(arguments).ShouldSucceed();
        _folder.Outputs.ShouldBe(["out.gguf"]);
        Hash(target).ShouldBe(complete);
    }

    static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
