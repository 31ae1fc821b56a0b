using System.Diagnostics;
using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Bench.Reading;

/// <summary>What masks of regular expressions cost, token by token: the first time, and once the states are known.</summary>
static class ConstraintBenchmark
{
    static readonly (string Name, string Pattern, string Text)[] s_rows =
    [
        ("date and time", @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-29T21:15:07Z"),
        ("number", @"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", "-12345.678901e+12"),
        ("one of six words", "(red|green|blue|yellow|magenta|cyan)", "magenta"),
        ("e-mail", @"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,4}", "someone.else+lists@mail.example.org"),
        ("free text", "(?s).*", "The quick brown fox jumps over the lazy dog, and nobody knows why it would do that at all."),
        ("text in quotes", @"""([^""\\\x00-\x1f]|\\[""\\/bfnrt])*""", "\"He said: \\\"no\\\", and went away.\""),
        ("at most 200 characters", "(?s).{1,200}", "The quick brown fox jumps over the lazy dog, and nobody knows why it would do that at all."),
        ("letters of any script", @"\p{Lu}[\p{L}\p{M} ,]{2,80}[.!?]", "Привет мир, здравствуй солнце."),
        ("flat JSON", @"\{(""[a-z]{1,12}"": (""[^""\\\n]{0,40}""|-?\d{1,9}|true|false|null)(, )?){1,9}\}",
            "{\"name\": \"Ada Lovelace\", \"born\": 1815, \"known\": true, \"for\": \"the first program\"}"),
    ];

    internal static void Run(Arguments arguments)
    {
        string? file = arguments.Text("--tokenizer");
        Tokenizer tokenizer = file is null ? BenchTokenizer.Make(arguments.Number("--vocabulary", 128256)) : Tokenizer.Open(file);
        _ = tokenizer.Trie;
        RegexConstraint.Create(tokenizer, "warm").Allow(new uint[(tokenizer.VocabularySize + 31) / 32]);
        Console.WriteLine($"Masks of regular expressions, microseconds per token ({tokenizer.VocabularySize:N0} tokens, {file ?? "made up"}):");
        Console.WriteLine($"{"",-24}{"tokens",8}{"compile",10}{"| first: avg",14}{"p50",9}{"p99",9}{"| then: avg",13}{"p50",9}{"p99",9}{"advance",9}");
        List<double> allFirst = [], allThen = [];
        int rounds = arguments.Number("--rounds", 400);
        Measure(tokenizer, "(0|1){1,30}x?.*", "0101010x a word or two", 3, [], []); // code that is compiled only when it is hot
        foreach ((string name, string pattern, string text) in s_rows)
            Console.WriteLine($"{name,-24}" + Measure(tokenizer, pattern, text, rounds, allFirst, allThen));
        Console.WriteLine($"{"all",-24}{"",18}{Row(allFirst, 14)}{Row(allThen, 13)}");
        Console.WriteLine();
    }

    static string Measure(Tokenizer tokenizer, string pattern, string text, int rounds, List<double> allFirst, List<double> allThen)
    {
        int[] tokens = Split(tokenizer, text);
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        long begin = Stopwatch.GetTimestamp();
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, pattern);
        double compile = Microseconds(begin);
        List<double> first = [], then = [], advance = [];
        for (int round = 0; round <= rounds; round++)
        {
            foreach (int token in tokens)
            {
                mask.AsSpan().Fill(uint.MaxValue);
                begin = Stopwatch.GetTimestamp();
                constraint.Allow(mask);
                (round == 0 ? first : then).Add(Microseconds(begin));
                begin = Stopwatch.GetTimestamp();
                if (!constraint.TryAdvance([token]))
                    throw new InvalidOperationException($"{pattern} does not take '{text}'");
                if (round > 0)
                    advance.Add(Microseconds(begin));
            }
            constraint.TryBack(tokens.Length);
        }
        allFirst.AddRange(first);
        allThen.AddRange(then);
        return $"{tokens.Length,8}{compile,10:F0}{Row(first, 14)}{Row(then, 13)}{advance.Average(),9:F2}";
    }

    /// <summary>The longest token that fits, again and again: the vocabulary need not be one that words are merged to.</summary>
    static int[] Split(Tokenizer tokenizer, string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        List<int> tokens = [];
        while (!rest.IsEmpty)
        {
            int length = rest.Length;
            int token;
            while ((token = tokenizer.Trie.FindToken(rest[..length])) < 0)
                length--;
            tokens.Add(token);
            rest = rest[length..];
        }
        return [.. tokens];
    }

    static string Row(List<double> values, int width)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        return $"{values.Average().ToString("F1", System.Globalization.CultureInfo.InvariantCulture).PadLeft(width)}{At(0.5),9:F1}{At(0.99),9:F1}";
    }

    static double Microseconds(long begin) => Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
}
