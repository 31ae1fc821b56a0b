using Lode.Tests;

namespace Lode.Repository.Tests;

/// <summary>Runs the program of docs/tokenizers.md.</summary>
public sealed class TokenizersPageTests
{
    static readonly DocumentPage s_page = new("docs", "tokenizers.md");

    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        s_page.ShouldShow("TextTokens");
        s_page.ShouldShowOutputOf("TextTokens", Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"));
    }

    [Fact]
    public void Links_of_the_page_lead_to_files() => s_page.ShouldHaveLinksThatLeadToFiles();
}
