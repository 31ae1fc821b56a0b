using System.Globalization;
using Lode.Wasm.Tests.Interpreter;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>The interpreter.</summary>
/// <param name="raw">Whether functions are called with arguments of all types, too.</param>
sealed class InterpreterRunner(bool raw = false) : IProgramRunner
{
    readonly GuestMachine _machine = new();

    public string[] Run(GeneratedProgram program)
    {
        List<string> lines = [];
        List<GuestInstance> instances = [];
        Dictionary<string, object> host = [];
        foreach ((string name, FunctionType type) in HostModule.Functions)
            host[name] = new GuestFunction { Type = type, Host = arguments => Host(name, arguments, instances) };
        host[HostModule.Extern] = new GuestGlobal(new(ValueKind.ExternRef, Mutability.Immutable), new(0, 0, "x"));
        foreach (GeneratedModule module in program.Modules)
        {
            string line = Try(() =>
            {
                instances.Add(new(
                    Module.FromBytes($"seed {program.Seed}", module.Bytes),
                    import => import.ModuleName == HostModule.Name ? host[import.Name] : instances[0].Export(import.Name),
                    _machine));
                return "";
            });
            lines.Add(line);
            if (line.Length > 0)
                return [.. lines];
        }
        string States() => string.Concat(instances.Select((instance, index) => State(instance, program.Modules[index])));
        foreach (GeneratedCall call in program.Calls)
            lines.Add(Try(() => Call(instances[call.Module], call.Export, call.Type, call.Arguments)) + States());
        for (int module = 0; raw && module < instances.Count; module++)
        {
            for (int i = 0; i < program.Modules[module].Functions.Count; i++)
                lines.Add(Try(() => CallRaw(instances[module], i, program.Seed)) + States());
        }
        return [.. lines];
    }

    static string Try(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (GuestTrap trap)
        {
            return $"!{Outcome.Kind(trap.Message)}";
        }
    }

    string Call(GuestInstance instance, string name, FunctionType type, IReadOnlyList<long> arguments)
    {
        GuestValue[] values = [.. arguments.Select((bits, index) => type.Parameters[index] == ValueKind.Int32 ? GuestValue.Of((int)bits) : new(bits))];
        GuestValue[] results = _machine.Call((GuestFunction)instance.Export(name)!, values);
        return string.Join(',', results.Select((result, index) =>
            (type.Results[index] == ValueKind.Int32 ? result.I32 : result.Low).ToString(CultureInfo.InvariantCulture)));
    }

    string CallRaw(GuestInstance instance, int index, ulong seed)
    {
        GuestFunction function = (GuestFunction)instance.Export($"f{index}")!;
        _machine.Call((GuestFunction)instance.Export("reset")!, []);
        GuestValue[] results = _machine.Call(
            function, [.. RawCalls.Arguments(seed, index, function.Type).Select(bits => new GuestValue(bits.Low, bits.High))]);
        return string.Join(',', results.Select((result, i) =>
            RawCalls.Text(function.Type.Results[i], result.Low, result.High, result.Reference is null)));
    }

    string State(GuestInstance instance, GeneratedModule module)
    {
        string digest = Call(instance, "digest", new([], [ValueKind.Int64]), []);
        return $" ~{digest}" + (module.ExportsMemory ? $" #{Outcome.Hash(instance.Memories[0].Bytes):x}" : "");
    }

    GuestValue[] Host(string name, GuestValue[] arguments, List<GuestInstance> instances)
    {
        long[] results = HostModule.Invoke(
            name, [.. arguments.Select(argument => argument.Low)],
            // A start function runs before there is an instance.
            value => instances.Count == 0 ? 0 : _machine.Call((GuestFunction)instances[0].Export("again")!, [GuestValue.Of(value)])[0].I32);
        FunctionType type = HostModule.Functions.First(function => function.Name == name).Type;
        return [.. results.Select((bits, index) => type.Results[index] == ValueKind.Int32 ? GuestValue.Of((int)bits) : new(bits))];
    }
}
