namespace Lode.Memory.Tests;

/// <summary>What a killed process leaves behind is removed by the next one; what a living one writes is not.</summary>
public sealed class StrayFileTests : IDisposable
{
    readonly OutputFolder _folder = new();

    [Fact]
    public void A_killed_process_leaves_no_file_and_its_stray_goes_with_the_next_run()
    {
        string path = _folder.File("model");
        File.WriteAllText(path, "old");
        using (WritingProcess writer = WritingProcess.Start(path))
        {
            string unfinished = Unfinished().ShouldHaveSingleItem();
            Commit(path, "beside");
            Unfinished().ShouldBe([unfinished], "its writer lives");
            File.ReadAllText(path).ShouldBe("beside");

            writer.Kill();
            Unfinished().ShouldBe([unfinished]);
            new FileInfo(_folder.File(unfinished)).Length.ShouldBeGreaterThan(0);
            File.ReadAllText(path).ShouldBe("beside");
        }

        using (OutputFile next = new(path))
            Unfinished().Length.ShouldBe(1, "the stray is gone, the new one is there");
        _folder.Names.ShouldBe(["model"]);
    }

    [Fact]
    public void Two_writers_of_one_target_do_not_disturb_each_other()
    {
        string path = _folder.File("model");
        using OutputFile first = new(path), second = new(path);
        first.Write("first"u8);
        second.Write("second"u8);
        second.Commit();
        File.ReadAllText(path).ShouldBe("second");
        first.Commit();
        File.ReadAllText(path).ShouldBe("first");
        _folder.Names.ShouldBe(["model"]);
    }

    [Fact]
    public void Many_writers_that_start_at_once_all_finish()
    {
        string path = _folder.File("model");
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Commit(path, $"writer {i}"));
        File.ReadAllText(path).ShouldStartWith("writer ");
        _folder.Names.ShouldBe(["model"]);
    }

    [Fact]
    public void Strays_of_other_targets_and_other_files_stay()
    {
        string[] others =
        [
            ".model.12-0123456789abcdef.lode-tmp.bak", ".model.12-0123456789abcdeg.lode-tmp", ".model.12-0123456789ABCDEF.lode-tmp",
            ".model.0123456789abcdef.lode-tmp", ".model.x-0123456789abcdef.lode-tmp", ".model.lode-tmp", ".model..lode-tmp",
            ".model.gguf.12-0123456789abcdef.lode-tmp", "model.12-0123456789abcdef.lode-tmp", ".Model.12-0123456789abcdef.lode-tmp",
        ];
        foreach (string name in others)
            File.WriteAllText(_folder.File(name), "");
        File.WriteAllText(_folder.File(".model.12-0123456789abcdef.lode-tmp"), "a stray");
        File.WriteAllText(_folder.File(".model.9999999-00000000000000ff.lode-tmp"), "a stray");
        Commit(_folder.File("model"), "new");
        _folder.Names.ShouldBe([.. others.Append("model").Order(StringComparer.Ordinal)]);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(255)]
    public void Names_as_long_as_they_may_be_have_strays_too(int bytes)
    {
        string path = _folder.File(new string('n', bytes));
        using (WritingProcess writer = WritingProcess.Start(path))
            writer.Kill();
        Unfinished().Length.ShouldBe(1);
        Commit(path, "new");
        _folder.Names.ShouldBe([Path.GetFileName(path)]);
    }

    public void Dispose() => _folder.Dispose();

    string[] Unfinished() => [.. _folder.Names.Where(name => name.EndsWith(".lode-tmp", StringComparison.Ordinal))];

    static void Commit(string path, string text)
    {
        using OutputFile file = new(path);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Commit();
    }
}
