using System.Globalization;
using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>The call that a run consists of: a program's start, or one function with numbers.</summary>
sealed class GuestCall
{
    const string Start = "_start";
    const string Initialize = "_initialize";
    const int MostNames = 20;

    readonly string _name;
    readonly bool _initializes;
    readonly bool _prints;
    readonly Value[] _arguments;

    GuestCall(string name, bool initializes, bool prints, Value[] arguments)
    {
        _name = name;
        _initializes = initializes;
        _prints = prints;
        _arguments = arguments;
    }

    /// <summary>Finds what is to be called, before anything is compiled for it.</summary>
    /// <exception cref="CommandException">There is no such function, or it takes something else.</exception>
    public static GuestCall Find(Module module, GuestOptions options)
    {
        string name = options.Invoke ?? Start;
        FunctionType? type = TypeOf(module, name);
        if (type is null)
            throw new CommandException(options.Invoke is null
                ? $"{module.Name} is no program: it exports no function '{Start}'; name one to call with --invoke: {Names(module)}"
                : $"{module.Name} exports no function '{name}'; it exports {Names(module)}");
        bool initializes = options.Invoke is not null && TypeOf(module, Initialize) is { } initialize && initialize.Equals(new FunctionType([], []));
        if (options.Invoke is null)
            return type.Equals(new FunctionType([], [])) ? new(name, initializes, prints: false, [])
                : throw new CommandException($"{module.Name}: expected '{Start}' to be [] -> [], found {type}");
        ReadOnlySpan<ValueKind> kinds = type.Parameters;
        if (kinds.Length != options.Arguments.Count)
            throw new UsageException($"'{name}' is {type}: expected {kinds.Length} numbers behind '--', found {options.Arguments.Count}");
        Value[] arguments = new Value[kinds.Length];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Parse(options.Arguments[i], kinds[i]);
        return new(name, initializes, prints: true, arguments);
    }

    public void Invoke(Instance instance)
    {
        if (_initializes)
            instance.GetFunction(Initialize)!.Invoke([], []);
        Func function = instance.GetFunction(_name)!;
        Value[] results = new Value[function.Type.Results.Length];
        function.Invoke(_arguments, results);
        if (!_prints)
            return;
        StringBuilder text = new();
        for (int i = 0; i < results.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Write(results[i], function.Type.Results[i])}\n");
        using OutputStream output = OutputStream.Standard();
        output.Write(text.ToString());
    }

    static FunctionType? TypeOf(Module module, string name) =>
        module.TryGetExport(name, out Export? export) ? export.Type as FunctionType : null;

    static string Names(Module module)
    {
        string[] names = [.. module.Exports.Where(export => export.Type is FunctionType).Select(export => export.Name)];
        return names.Length == 0 ? "no functions"
            : string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
    }

    static Value Parse(string text, ValueKind kind)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return kind switch
        {
            ValueKind.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out int value) => Value.From(value),
            ValueKind.Int32 when uint.TryParse(text, NumberStyles.None, culture, out uint value) => Value.From(value),
            ValueKind.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long value) => Value.From(value),
            ValueKind.Int64 when ulong.TryParse(text, NumberStyles.None, culture, out ulong value) => Value.From(value),
            ValueKind.Float32 when float.TryParse(text, NumberStyles.Float, culture, out float value) => Value.From(value),
            ValueKind.Float64 when double.TryParse(text, NumberStyles.Float, culture, out double value) => Value.From(value),
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Float32 or ValueKind.Float64 =>
                throw new UsageException($"expected a number of type {kind.Name()}, found '{text}'"),
            _ => throw new UsageException($"a value of type {kind.Name()} cannot be given here; only numbers can"),
        };
    }

    static string Write(Value value, ValueKind kind) => kind switch
    {
        ValueKind.Int32 => value.AsInt32.ToString(CultureInfo.InvariantCulture),
        ValueKind.Int64 => value.AsInt64.ToString(CultureInfo.InvariantCulture),
        ValueKind.Float32 => value.AsSingle.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Float64 => value.AsDouble.ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
