using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>
/// Every component of <c>tokenizer.json</c> alone and in rows, on texts that tell them apart, against what Hugging Face tokenizers 0.23.2
/// answered: <c>Data/components.json</c> holds tokenizers, texts, ids, places in code points, ids with special tokens and decoded text.
/// </summary>
public class ComponentTests
{
    static readonly EncodeOptions s_plain = new(ParseSpecial: true);

    public static TheoryData<string> Names => [.. s_tokenizers.Value.Keys];

    static readonly Lazy<Dictionary<string, JsonElement>> s_tokenizers = new(() =>
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests", "Lode.Tokenizers.Tests", "Data", "components.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.EnumerateArray().ToDictionary(element => element.GetProperty("name").GetString()!, element => element.Clone());
    });

    // A vocabulary of byte tokens is written out here and not in the file.
    static readonly string s_bytes =
        "{\"<unk>\":0," + string.Join(',', Enumerable.Range(0, 256).Select(value => $"\"<0x{value:X2}>\":{value + 1}")) + "}";

    [Theory]
    [MemberData(nameof(Names))]
    public void A_component_does_what_Hugging_Face_does(string name)
    {
        JsonElement element = s_tokenizers.Value[name];
        Tokenizer tokenizer = Create(element);
        List<string> failures = [];
        foreach (JsonElement record in element.GetProperty("cases").EnumerateArray())
            Check(tokenizer, record, failures);
        failures.ShouldBeEmpty();
        element.GetProperty("cases").GetArrayLength().ShouldBeGreaterThan(30);
    }

    [Fact]
    public void There_are_cases_for_all_kinds_of_components() => s_tokenizers.Value.Count.ShouldBe(77);

    static Tokenizer Create(JsonElement element)
    {
        string json = element.GetProperty("tokenizer").GetRawText().Replace("\"@bytes\"", s_bytes, StringComparison.Ordinal);
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes(json), "test.json");
    }

    static void Check(Tokenizer tokenizer, JsonElement record, List<string> failures)
    {
        string text = record.GetProperty("text").GetString()!;
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] expected = Numbers(record, "ids")!;
        int[] ids = tokenizer.EncodeToIds(text, s_plain);
        if (!ids.AsSpan().SequenceEqual(expected))
            failures.Add($"'{text}' -> {string.Join(' ', ids)}, not {string.Join(' ', expected)}");
        ArrayBufferWriter<int> again = new();
        ArrayBufferWriter<TokenOffset> offsets = new();
        tokenizer.EncodeToIds(utf8, OffsetUnit.CodePoint, again, offsets, s_plain);
        int[] places = MemoryMarshal.Cast<TokenOffset, int>(offsets.WrittenSpan).ToArray();
        if (!places.AsSpan().SequenceEqual(Numbers(record, "off")!))
            failures.Add($"'{text}' at {string.Join(' ', places)}, not {string.Join(' ', Numbers(record, "off")!)}");
        if (Numbers(record, "special") is int[] special && !tokenizer.EncodeToIds(utf8, s_plain with { AddSpecial = true }).AsSpan().SequenceEqual(special))
            failures.Add($"'{text}' with special tokens");
        if (!record.TryGetProperty("dec", out JsonElement decoded))
            return;
        string result = tokenizer.Decode(expected, skipSpecialTokens: false);
        if (result != decoded.GetString())
            failures.Add($"'{text}' decodes to '{result}', not '{decoded.GetString()}'");
    }

    static int[]? Numbers(JsonElement record, string name) =>
        record.TryGetProperty(name, out JsonElement values) ? [.. values.EnumerateArray().Select(value => value.GetInt32())] : null;
}
