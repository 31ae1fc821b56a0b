using System.Globalization;
using Lode.Cli.Errors;
using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Cli.Stat;

/// <summary>Reads the command line of <c>lode stat</c>: options, then a command that begins at <c>--</c> or at the first other argument.</summary>
/// <remarks>By hand, because the parser of the other commands takes longer to start than many a command that is measured.</remarks>
ref struct StatArguments
{
    readonly ReadOnlySpan<string> _args;
    int _next;

    StatArguments(ReadOnlySpan<string> args) => _args = args;

    /// <summary>Reads the arguments behind the verb.</summary>
    /// <exception cref="StatException">They are wrong.</exception>
    public static StatOptions Parse(ReadOnlySpan<string> args) => new StatArguments(args).Parse();

    StatOptions Parse()
    {
        StatOptions options = new();
        while (_next < _args.Length)
        {
            string argument = _args[_next];
            if (argument == "--")
            {
                _next++;
                break;
            }
            if (argument.Length < 2 || argument[0] != '-')
                break;
            _next++;
            options = Read(options, argument);
        }
        options = options with { CommandWords = _args.Length - _next };
        return options.Help ? options : Checked(options);
    }

    StatOptions Read(StatOptions options, string argument)
    {
        int equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=') : -1;
        string name = equals < 0 ? argument : argument[..equals];
        string? value = equals < 0 ? null : argument[(equals + 1)..];
        StatOption option = Find(name);
        if (option.ValueName is null && value is not null)
            throw StatException.Usage($"{name} takes no value, found '{value}'");
        if (option.ValueName is not null && !option.TakesSeveral)
            value ??= Value(option);

        if (option == StatOptionTable.Count)
            return options with { Count = Integer(option, value!, 1, 1_000_000) };
        if (option == StatOptionTable.Warmup)
            return options with { Warmups = Integer(option, value!, 0, 1_000_000) };
        if (option == StatOptionTable.Versus)
            return options with { Others = [.. options.Others, value!] };
        if (option == StatOptionTable.Metric)
            return options with { Metric = FindMetric(value!) };
        if (option == StatOptionTable.Prepare)
            return options with { Prepare = value };
        if (option == StatOptionTable.Cold)
            return options with { ColdFiles = [.. options.ColdFiles, .. value is null ? Values(option) : [value]] };
        if (option == StatOptionTable.Timeout)
            return options with { Timeout = Seconds(option, value!) };
        if (option == StatOptionTable.ShowOutput)
            return options with { ShowOutput = true };
        if (option == StatOptionTable.NoTrace)
            return options with { Trace = false };
        if (option == StatOptionTable.Sample)
            return options with { SamplesPerSecond = Integer(option, value!, 0, RunSettings.MaximumSamplesPerSecond) };
        if (option == StatOptionTable.Tree)
            return options with { Tree = true };
        if (option == StatOptionTable.Pss)
            return options with { Pss = true };
        if (option == StatOptionTable.Counters)
            return options with { Counters = true };
        if (option == StatOptionTable.Explain)
            return options with { Explain = true };
        if (option == StatOptionTable.Chart)
            return options with { Chart = true };
        if (option == StatOptionTable.Plot)
            return options with { Plot = value };
        if (option == StatOptionTable.Json)
            return options with { Json = value };
        if (option == StatOptionTable.Csv)
            return options with { Csv = value };
        return option == StatOptionTable.Markdown ? options with { Markdown = value } : options with { Help = true };
    }

    string Value(StatOption option) => _next < _args.Length ? _args[_next++]
        : throw StatException.Usage($"{option.Name} needs a value: {option.Name} {option.ValueName}");

    // Up to the next option, or to the '--' before the command.
    List<string> Values(StatOption option)
    {
        List<string> values = [];
        while (_next < _args.Length && !_args[_next].StartsWith('-'))
            values.Add(_args[_next++]);
        if (values.Count == 0)
            throw StatException.Usage($"{option.Name} needs a value: {option.Name} {option.ValueName}");
        if (_next == _args.Length)
            throw StatException.Usage($"where do the files of {option.Name} end? Put '--' before the command");
        return values;
    }

    static StatOption Find(string name)
    {
        foreach (StatOption option in StatOptionTable.All)
        {
            if (option.Name == name || option.Alias == name)
                return option;
        }
        string? near = Nearest.Of(name, StatOptionTable.All.Select(option => option.Name));
        throw StatException.Usage($"unknown option '{name}'{(near is null ? "" : $", did you mean '{near}'?")}");
    }

    static Metric FindMetric(string name)
    {
        if (Metric.Find(name) is Metric metric)
            return metric;
        throw StatException.Usage($"--metric: expected one of {string.Join(", ", Metric.All.Select(each => each.Name))}, found '{name}'");
    }

    static int Integer(StatOption option, string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw StatException.Usage($"{option.Name}: expected a whole number from {min} to {max}, found '{text}'");

    static TimeSpan Seconds(StatOption option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0.001 and <= 1e6
            ? TimeSpan.FromSeconds(value)
            : throw StatException.Usage($"{option.Name}: expected seconds from 0.001 to 1000000, found '{text}'");

    static StatOptions Checked(StatOptions options)
    {
        if (options.CommandWords == 0)
            throw StatException.Usage("no command was given: lode stat [options] -- COMMAND [ARGS]");
        if (options.Plot == "-")
            throw StatException.Usage("--plot writes a picture; give the name of a file");
        if (options.Plot is not null && options.SamplesPerSecond == 0)
            throw StatException.Usage("--plot draws samples and --sample 0 takes none; leave one out");
        if (((string?[])[options.Json, options.Csv, options.Markdown]).Count(target => target == "-") > 1)
            throw StatException.Usage("only one of --json, --csv and --markdown can go to standard output");
        return options;
    }
}
