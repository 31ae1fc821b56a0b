using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lode.Memory;
using Lode.Tests;
using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control.Tests.Vocabulary;

/// <summary>The vocabulary region says of each token what the tokenizer says, byte for byte as docs/controllers.md has it.</summary>
public sealed class VocabularyRegionTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"lode-vocabulary-{Guid.NewGuid():N}");

    public VocabularyRegionTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    public static TheoryData<string> Vocabularies => ["gpt2", "llama3", "qwen2_5", "gpt4o", "mistral_v01", "gemma3", "bert", "gguf/ggml-vocab-llama-spm.gguf"];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void It_says_what_the_tokenizer_says(string name) => ShouldAgree(Tokenizer.Open(TestData.Require($"tokenizers/vocab/{name}")));

    [Fact]
    public void It_says_what_a_small_tokenizer_says() => ShouldAgree(SmallTokenizer.Make());

    static void ShouldAgree(Tokenizer tokenizer)
    {
        Window window = VocabularyRegion.Get(tokenizer, null).Window;
        ReadOnlySpan<byte> region = window.Span;
        ReadOnlySpan<uint> header = MemoryMarshal.Cast<byte, uint>(region[..64]);
        header[0].ShouldBe(0x56444F4Cu);
        header[1].ShouldBe(1u);
        header[2].ShouldBe((uint)region.Length);
        header[3].ShouldBe((uint)tokenizer.VocabularySize);
        ((int)header[11]).ShouldBe(tokenizer.BeginOfText ?? -1);
        ((int)header[12]).ShouldBe(tokenizer.EndOfText ?? -1);
        header[13..].ToArray().ShouldAllBe(static value => value == 0);
        (header[5] % 8).ShouldBe(0u);
        ReadOnlySpan<ulong> nodes = MemoryMarshal.Cast<byte, ulong>(region.Slice((int)header[5], 8 * (int)header[4]));
        ReadOnlySpan<uint> aliases = MemoryMarshal.Cast<byte, uint>(region.Slice((int)header[7], 8 * (int)header[6]));
        ReadOnlySpan<int> starts = MemoryMarshal.Cast<byte, int>(region.Slice((int)header[8], 4 * (tokenizer.VocabularySize + 1)));
        ReadOnlySpan<byte> bytes = region[(int)header[9]..];
        ReadOnlySpan<byte> kinds = region.Slice((int)header[10], tokenizer.VocabularySize);
        int[] seen = new int[tokenizer.VocabularySize];
        Walk(nodes, tokenizer, seen);
        for (int i = 0; i < aliases.Length; i += 2)
        {
            tokenizer.GetBytes((int)aliases[i]).SequenceEqual(tokenizer.GetBytes((int)aliases[i + 1])).ShouldBeTrue();
            seen[aliases[i]].ShouldBe(1);
            seen[aliases[i + 1]]++;
        }
        for (int token = 0; token < tokenizer.VocabularySize; token++)
        {
            ReadOnlySpan<byte> expected = tokenizer.GetBytes(token);
            bytes[starts[token]..starts[token + 1]].SequenceEqual(expected).ShouldBeTrue();
            kinds[token].ShouldBe((byte)((tokenizer.IsControl(token) ? 1 : 0) + (tokenizer.IsEndOfGeneration(token) ? 2 : 0)));
            seen[token].ShouldBe(expected.IsEmpty ? 0 : 1, $"token {token}");
        }
    }

    /// <summary>Walks the nodes as a guest would, by the bits of the contract alone.</summary>
    static void Walk(ReadOnlySpan<ulong> nodes, Tokenizer tokenizer, int[] seen)
    {
        byte[] path = new byte[1024];
        ((int)(nodes[0] >> 40)).ShouldBe(nodes.Length);
        for (int i = 1; i < nodes.Length; i++)
        {
            int depth = (int)(nodes[i] >> 30) & 0x3ff, token = (int)(nodes[i] >> 8) & 0x3fffff;
            path[depth - 1] = (byte)nodes[i];
            if (token == 0x3fffff)
                continue;
            seen[token]++;
            path.AsSpan(0, depth).SequenceEqual(tokenizer.GetBytes(token)).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_tokenizer_has_one_region_in_the_process()
    {
        Tokenizer tokenizer = SmallTokenizer.Make();
        VocabularyRegion.Get(tokenizer, _folder).ShouldBeSameAs(VocabularyRegion.Get(tokenizer, _folder));
        VocabularyRegion.Get(tokenizer, null).ShouldNotBeSameAs(VocabularyRegion.Get(tokenizer, _folder));
    }

    [Fact]
    public void Tokenizers_of_the_same_content_have_one_file_and_others_of_the_same_name_another()
    {
        Window first = VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window;
        Window second = VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window;
        Window other = VocabularyRegion.Get(SmallTokenizer.Make("other"), _folder).Window;
        second.Name.ShouldBe(first.Name);
        other.Name.ShouldNotBe(first.Name);
        Directory.GetFiles(_folder).Length.ShouldBe(2);
        File.ReadAllBytes(first.Name).AsSpan().SequenceEqual(VocabularyRegion.Get(SmallTokenizer.Make(), null).Window.Span).ShouldBeTrue();
    }

    [Fact]
    public void What_is_in_the_folder_is_not_made_again()
    {
        string path = VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window.Name;
        byte[] planted = [1, 2, 3];
        string key = Path.GetFileName(path).Split('-')[0];
        string other = Path.Combine(_folder, $"{key}-{Convert.ToHexStringLower(SHA256.HashData(planted))}.vocabulary");
        File.WriteAllBytes(other, planted);
        File.Delete(path);
        VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window.Length.ShouldBe(3);
    }

    [Fact]
    public void Whatever_guests_see_of_a_token_decides_the_file()
    {
        string first = VocabularyKey.Of(SmallTokenizer.Make());
        VocabularyKey.Of(SmallTokenizer.Make()).ShouldBe(first);
        VocabularyKey.Of(SmallTokenizer.Make("ababa")).ShouldNotBe(first);
        VocabularyKey.Of(SmallTokenizer.Make("abac")).ShouldNotBe(first);
        VocabularyKey.Of(SmallTokenizer.Make(new string('x', 65_536))).ShouldNotBe(first);
    }

    [Fact]
    public void A_damaged_file_is_written_again()
    {
        string path = VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window.Name;
        byte[] whole = File.ReadAllBytes(path);
        foreach (byte[] damaged in new[] { whole[..^1], [.. whole, 0], [], [.. whole[..100], (byte)(whole[100] ^ 1), .. whole[101..]] })
        {
            File.WriteAllBytes(path, damaged);
            VocabularyRegion.Get(SmallTokenizer.Make(), _folder).Window.Name.ShouldBe(path);
            File.ReadAllBytes(path).ShouldBe(whole);
        }
    }

    [Fact]
    public void A_folder_that_others_may_enter_is_not_used()
    {
        if (OperatingSystem.IsLinux())
            Directory.CreateDirectory(_folder, (UnixFileMode)0x1ed); // 0755
        List<string> warnings = [];
        Window window = VocabularyRegion.Get(SmallTokenizer.Make(), _folder, warnings.Add).Window;
        window.Span.Length.ShouldBe((int)window.Length);
        warnings.ShouldHaveSingleItem().ShouldContain("is open to others (mode 755)");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void Files_that_were_not_used_longest_are_removed()
    {
        for (int i = 0; i < 40; i++)
            VocabularyRegion.Get(SmallTokenizer.Make($"other {i}"), _folder);
        Directory.GetFiles(_folder).Length.ShouldBe(33);
    }

    [Fact]
    public void Guests_map_the_file_itself()
    {
        using Controller controller = Controller.Load(Programs.PathOf("probe"), new ControllerOptions { Limits = Programs.Patient, UsesCache = false, VocabularyFolder = _folder });
        using ModelDriver driver = new(controller) { Tokenizer = SmallTokenizer.Make() };
        using ControllerRequest request = driver.Start("");
        using SequenceController sequence = request.Open([1, 2]);
        string path = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        string[] maps = [.. File.ReadAllLines("/proc/self/maps").Where(line => line.EndsWith(path, StringComparison.Ordinal))];
        string[] fields = maps.ShouldHaveSingleItem().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        fields[1].ShouldBe("r--s");
        fields[4].ShouldBe(FileStatus.Of(path)!.Value.Inode.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
