namespace Lode.Control.Tests.Hostile;

/// <summary>Files that become shorter under guests that have them mapped.</summary>
public sealed class HostileFileTests : IDisposable
{
    const int Bytes = 1 << 20;
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_that_becomes_shorter_ends_who_reads_it_and_nobody_else()
    {
        string alone = HonestRun.Run(Programs.Load("probe"), static () => { });
        int trapped = 0, ran = 0;
        for (int batch = 0; batch < 4; batch++)
        {
            HonestRun.Run(Programs.Load("probe"), () =>
            {
                File.WriteAllBytes(_file, new byte[Bytes]);
                int cut = ran++ % 3;
                using ModelDriver driver = new(Programs.Load("sharing"))
                {
                    Files = [new("shared", _file)],
                    BeforeStep = sequence => Cut(cut, sequence),
                };
                Driven driven = driver.Run("", 3)[0];
                if (cut == 0)
                {
                    driven.Error.ShouldBeNull();
                    driven.Generated.ShouldBe([4, 5, 6]);
                    return;
                }
                driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
                driven.Error.Message.ShouldContain(_file);
                driven.Generated.ShouldBe([4]);
                trapped++;
            }).ShouldBe(alone);
        }
        trapped.ShouldBeGreaterThan(20);
    }

    /// <summary>Before the second step: to nothing, or to some pages.</summary>
    void Cut(int cut, SequenceController sequence)
    {
        if (cut == 0 || sequence.TokenCount == ModelDriver.DefaultPrompt.Count)
            return;
        using FileStream file = new(_file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(cut == 1 ? 0 : 40_960);
    }
}
