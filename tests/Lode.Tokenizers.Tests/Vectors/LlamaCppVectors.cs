using System.Globalization;
using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>llama.cpp's <c>.inp</c>/<c>.out</c> pairs: texts and their ids without BOS.</summary>
static class LlamaCppVectors
{
    public static (byte[] Text, int[] Tokens)[] Read(string name)
    {
        string path = TestData.Require($"tokenizers/vocab/gguf/{name}.gguf.inp");
        // The separator ends each case, so nothing but a line break comes after the last one.
        byte[][] texts = [.. Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split("\n__ggml_vocab_test__\n").Select(Encoding.UTF8.GetBytes)];
        int[][] tokens =
        [
            .. File.ReadAllLines(Path.ChangeExtension(path, ".out")).Select(line => line
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray()),
        ];
        if (texts.Length == tokens.Length + 1 && texts[^1].Length == 0)
            texts = texts[..^1];
        texts.Length.ShouldBe(tokens.Length);
        return [.. texts.Zip(tokens)];
    }
}
