using System.CommandLine;
using System.Globalization;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Inference;
using Lode.Weights;

namespace Lode.Cli.Benching;

/// <summary>The options of <c>lode bench</c>: llama-bench's names where it has them.</summary>
sealed class BenchSettings
{
    const int MostTokens = 1 << 20;

    readonly Option<int[]?> _prompt = List("--prompt", "-p", $"Tokens of a prompt to read at once (default: 512; 0 for none).", 0, MostTokens);
    readonly Option<int[]?> _generate = List("--generate", "-n", "Tokens to compute one after the other (default: 128; 0 for none).", 0, MostTokens);
    readonly Option<int[]?> _depth = List("--depth", "-d", "Tokens that are in the context before (default: 0).", 0, MostTokens);
    readonly Option<int[]?> _threads = List("--threads", "-t", "Threads to compute with (default: one per processor).", 1, 256);
    readonly Option<ParsedNumber<int>?> _repetitions = NumberOption.Integer("--repetitions", "N", "How often each test is timed (default: 5).", 1, 10_000, "-r");
    readonly Option<ParsedNumber<int>?> _batch = NumberOption.Integer("--batch", "N", $"Tokens of a prompt to compute at a time (default: {new ContextOptions().MaxBatchTokens}).", 1, 4096);
    readonly Option<bool> _cold = new("--no-warmup") { Description = "Time the first run of each test, too." };

    public OptionGroup Group => new("Tests (each takes several numbers with commas between them)", _prompt, _generate, _depth, _threads);

    public OptionGroup Runs => new("Runs", _repetitions, _batch, _cold);

    /// <param name="values">The command line.</param>
    /// <param name="models">The files.</param>
    /// <param name="load">How they are opened.</param>
    /// <returns>What to do; null where there is nothing to do.</returns>
    public BenchRequest? Read(ParseResult values, IReadOnlyList<string> models, LoadOptions load)
    {
        int[] prompts = Given(values, _prompt, 512);
        int[] generated = Given(values, _generate, 128);
        List<BenchTest> tests = [];
        foreach (int depth in Given(values, _depth, 0))
        {
            tests.AddRange(prompts.Where(count => count > 0).Select(count => new BenchTest(count, 0, depth)));
            tests.AddRange(generated.Where(count => count > 0).Select(count => new BenchTest(0, count, depth)));
        }
        return tests.Count == 0 ? null : new BenchRequest
        {
            Models = models,
            Tests = tests,
            Threads = [.. Given(values, _threads, Environment.ProcessorCount).Distinct()],
            Repetitions = values.GetNumber(_repetitions) ?? 5,
            WarmUp = !values.GetValue(_cold),
            Batch = values.GetNumber(_batch) ?? new ContextOptions().MaxBatchTokens,
            Load = load,
        };
    }

    // An option of several values that was not given has the value of none.
    static int[] Given(ParseResult values, Option<int[]?> option, int otherwise) =>
        values.GetResult(option) is null ? [otherwise] : values.GetValue(option)!;

    static Option<int[]?> List(string name, string alias, string help, int min, int max) => new(name, alias)
    {
        HelpName = "N,...",
        Description = help,
        CustomParser = result =>
        {
            string[] parts = result.Tokens[^1].Value.Split(',', StringSplitOptions.TrimEntries);
            int[] numbers = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < min || numbers[i] > max)
                {
                    result.AddError($"{name}: expected whole numbers from {min} to {max} with commas between them, found '{result.Tokens[^1].Value}'");
                    return null;
                }
            }
            return numbers;
        },
    };
}
