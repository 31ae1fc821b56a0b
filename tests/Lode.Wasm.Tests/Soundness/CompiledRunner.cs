using System.Globalization;
using System.Runtime.Intrinsics;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>Compiled code.</summary>
/// <param name="engine">The engine.</param>
/// <param name="raw">Whether functions are called with arguments of all types, too.</param>
/// <param name="frames">Whether lines of traps tell the frames: function and byte of the module, innermost first.</param>
sealed class CompiledRunner(Engine engine, bool raw = false, bool frames = false) : IProgramRunner
{
    public string[] Run(GeneratedProgram program)
    {
        using Store store = new(engine);
        Linker linker = new(engine);
        List<Instance> instances = [];
        DefineHost(linker, store, instances);
        List<string> lines = [];
        foreach (GeneratedModule module in program.Modules)
        {
            string line = Try(() =>
            {
                using CompiledModule compiled = engine.Compile($"seed {program.Seed}", module.Bytes);
                Instance instance = linker.Instantiate(store, compiled);
                if (instances.Count == 0)
                    linker.Define("a", instance);
                instances.Add(instance);
                return "";
            });
            lines.Add(line);
            if (line.Length > 0)
                return [.. lines];
        }
        string States() => string.Concat(instances.Select((instance, index) => State(instance, program.Modules[index])));
        foreach (GeneratedCall call in program.Calls)
            lines.Add(Try(() => Call(instances[call.Module], call)) + States());
        for (int module = 0; raw && module < instances.Count; module++)
        {
            for (int i = 0; i < program.Modules[module].Functions.Count; i++)
                lines.Add(Try(() => CallRaw(instances[module], i, program.Seed)) + States());
        }
        return [.. lines];
    }

    static void DefineHost(Linker linker, Store store, List<Instance> instances)
    {
        // A start function runs before there is an instance.
        int Again(int value) => instances.Count == 0 ? 0 : instances[0].GetFunction<int, int>("again")(value);

        linker.Define(HostModule.Name, HostModule.Extern, new Global(store, new(ValueKind.ExternRef, Mutability.Immutable), store.FromObject("x")));
        foreach ((string name, FunctionType type) in HostModule.Functions)
        {
            if (name == "again")
                linker.DefineFunction<int, int>(HostModule.Name, name, (_, value) => Again(value));
            else
                linker.DefineFunction(HostModule.Name, name, type, (_, arguments, results) => Host(name, type, arguments, results, Again));
        }
    }

    static void Host(string name, FunctionType type, ReadOnlySpan<Value> arguments, Span<Value> results, Func<int, int> again)
    {
        long[] values = new long[arguments.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = arguments[i].AsInt64;
        long[] given = HostModule.Invoke(name, values, again);
        for (int i = 0; i < given.Length; i++)
            results[i] = type.Results[i] == ValueKind.Int32 ? Value.From((int)given[i]) : Value.From(given[i]);
    }

    string Try(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (TrapException exception)
        {
            return Line(exception.Trap);
        }
    }

    string Line(Trap trap) => $"!{Outcome.Kind(trap.Message)}"
        + (frames ? string.Concat(trap.Frames.Take(100).Select(frame => $" @{frame.FunctionIndex}:{frame.WasmOffset}")) : "");

    string Call(Instance instance, GeneratedCall call) =>
        Call(instance.GetFunction(call.Export)!, [.. call.Arguments.Select((bits, index) =>
            call.Type.Parameters[index] == ValueKind.Int32 ? Value.From((int)bits) : Value.From(bits))]);

    string Call(Func function, Value[] arguments)
    {
        Value[] results = new Value[function.Type.Results.Length];
        return function.TryInvoke(arguments, results) is { } trap ? Line(trap) : string.Join(',', results.Select((result, index) =>
            (function.Type.Results[index] == ValueKind.Int32 ? result.AsInt32 : result.AsInt64).ToString(CultureInfo.InvariantCulture)));
    }

    static string CallRaw(Instance instance, int index, ulong seed)
    {
        Func function = instance.GetFunction($"f{index}")!;
        instance.GetFunction("reset")!.Invoke([], []);
        Value[] results = new Value[function.Type.Results.Length];
        function.Invoke(
            [.. RawCalls.Arguments(seed, index, function.Type).Select(bits => Value.From(Vector128.Create(bits.Low, bits.High).AsByte()))], results);
        return string.Join(',', results.Select((result, i) =>
            RawCalls.Text(function.Type.Results[i], result.AsInt64, result.AsVector128.AsInt64()[1], result.IsNull)));
    }

    string State(Instance instance, GeneratedModule module)
    {
        string digest = Call(instance.GetFunction("digest")!, []);
        if (!module.ExportsMemory)
            return $" ~{digest}";
        Memory memory = instance.GetMemory("m")!;
        return $" ~{digest} #{Outcome.Hash(memory.GetReadOnlySpan(0, (int)memory.Length)):x}";
    }
}
