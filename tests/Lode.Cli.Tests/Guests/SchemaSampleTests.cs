using System.Text;
using System.Text.Json;
using Lode.Control;
using Lode.Generation;
using Lode.Tests;

namespace Lode.Cli.Tests;

/// <summary>The sample "schema", with .NET's JSON reader as the oracle.</summary>
public sealed class SchemaSampleTests : IDisposable
{
    const string Prompt = "The name of it is ";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_found_in_100_megabytes_and_one_of_them_is_written()
    {
        string file = Make(100);
        new FileInfo(file).Length.ShouldBeGreaterThan(100_000_000);
        string[] names = Find(file, "duration");
        names.Length.ShouldBe(10);
        // At a temperature so high the choice is by chance: others are written, too, but none that is not there.
        HashSet<string> seen = [];
        for (ulong seed = 1; seed <= 3; seed++)
        {
            ControlledText text = Search("demo", file, "\"kind\":\"duration\"", seed);
            Result(text, "found").ShouldBe("10");
            names.ShouldContain(text.Text);
            Result(text, "name").ShouldBe(text.Text);
            seen.Add(text.Text);
        }
        seen.Count.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("demo", "dragon_")]
    [InlineData("demo", "\"kind\":\"boolean\"")]
    [InlineData("stories260K", "\"name\":\"hidden_")]
    [InlineData("stories260K", "}")]
    public void As_many_are_found_as_there_are_up_to_4096(string model, string wanted)
    {
        string file = Make(1);
        string[] lines = [.. File.ReadLines(file).Where(line => line.Contains(wanted, StringComparison.Ordinal))];
        lines.Length.ShouldBeGreaterThan(0);
        HashSet<string> names = [.. lines.Take(4096).Select(Name)];
        ControlledText text = Search(model, file, wanted, 1);
        Result(text, "found").ShouldBe($"{names.Count}");
        names.ShouldContain(text.Text);
    }

    [Fact]
    public void Lines_that_are_odd_neither_mislead_nor_harm()
    {
        string file = _folder.File("odd");
        File.WriteAllText(file, """
            needle
            {"name":"
            {"name":"cut off, needle
            {"needle":1}
            {"name":"","kind":"needle"}
            {"name":"ab","kind":"needle"} {"name":"second","kind":"needle"}
            {"name":"ab","kind":"needle"}
            {"name":"abc","kind":"needle"}
            {"name":"without"}
            needle {"name":"last"
            """);
        ControlledText text = Search("demo", file, "needle", 1);
        Result(text, "found").ShouldBe("3");
        ((string[])["ab", "abc", "last"]).ShouldContain(text.Text);
    }

    [Fact]
    public void Where_nothing_is_found_nothing_is_written()
    {
        ControlledText text = Search("demo", Make(1), "no such text", 1);
        text.Text.ShouldBe("");
        text.Branches[0].StopReason.ShouldBe(StopReason.Stopped);
        Result(text, "found").ShouldBe("0");
    }

    [Theory]
    [InlineData("demo", "last_forest_6578")]
    [InlineData("stories260K", "updated_forest_5018")]
    public void The_name_is_what_it_was(string model, string name) =>
        new SampleRun(model, "schema", Prompt) { Argument = "_forest_", Files = [new ControlFile("schema", Make(1))] }.Text().ShouldBe(name);

    [Fact]
    public void Without_a_file_it_says_what_it_wants()
    {
        SampleRun run = new("demo", "schema", Prompt) { Argument = "x" };
        run.Run().Branches[0].StopReason.ShouldBe(StopReason.ControllerError);
        run.Log.ShouldBe(["schema: expected --map schema=FILE and --arg TEXT of 1 to 255 bytes"]);
    }

    static ControlledText Search(string model, string file, string text, ulong seed)
    {
        ControlledText found = new SampleRun(model, "schema", Prompt)
        {
            Argument = text,
            Files = [new ControlFile("schema", file)],
            Temperature = 5,
            Seed = seed,
            MaxTokens = 60,
        }.Run();
        found.Branches[0].Error.ShouldBeNull();
        return found;
    }

    string Make(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        string file = _folder.File($"types-{megabytes}.jsonl");
        if (!File.Exists(file))
            Shell.Run($"'{Path.Combine(TestData.RepositoryRoot, "guests", "make-schema")}' \"$1\" {megabytes}", file).ShouldSucceed();
        return file;
    }

    static string[] Find(string file, string kind) =>
        [.. File.ReadLines(file).Where(line => line.Contains(kind, StringComparison.Ordinal) && Property(line, "kind") == kind).Select(Name)];

    static string Name(string line) => Property(line, "name");

    static string Property(string line, string name)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty(name).GetString()!;
    }

    static string Result(ControlledText text, string name) => Encoding.UTF8.GetString(text.Results[name]);
}
