using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Runs the program of docs/wasm.md.</summary>
public sealed class WasmPageTests : IDisposable
{
    static readonly DocumentPage s_page = new("docs", "wasm.md");
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-wasm-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        s_page.ShouldShow("WasmGuest");
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        string story = Path.Combine(_folder.FullName, "story");
        File.WriteAllText(story, "Once upon a time");
        s_page.ShouldShowOutputOf("WasmGuest", Path.Combine(TestData.RepositoryRoot, "tests", "Shared", "Guests", "probe.wasm"), story);
    }

    [Fact]
    public void Links_of_the_page_lead_to_files() => s_page.ShouldHaveLinksThatLeadToFiles();
}
