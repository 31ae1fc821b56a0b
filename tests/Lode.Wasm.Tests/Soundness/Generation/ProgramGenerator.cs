namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Makes a program from a seed.</summary>
static class ProgramGenerator
{
    public static GeneratedProgram Make(ulong seed, GenerationLimits? limits = null, Reduction? reduction = null)
    {
        limits ??= new();
        reduction ??= new();
        Choice random = new(seed);
        ModuleGenerator first = new(Choice.Of(seed, 1).Bits(), limits, reduction, imported: null);
        List<ModuleGenerator> generators = [first];
        if (random.OneIn(3))
            generators.Add(new(Choice.Of(seed, 2).Bits(), limits, reduction, first));
        GeneratedModule[] modules = [.. generators.Select(generator => generator.Module)];
        List<GeneratedCall> calls = [];
        for (int i = random.From(3, 10); i > 0; i--)
        {
            int module = random.Below(modules.Length);
            int function = random.Below(modules[module].Functions.Count);
            FunctionType type = WrapperWriter.TypeOf(modules[module].Functions[function]);
            long[] arguments = new long[type.Parameters.Length];
            for (int k = 0; k < arguments.Length; k++)
                arguments[k] = type.Parameters[k] == ValueKind.Int32 ? Interesting.Int32(random) : AnyInt64(random);
            calls.Add(new(module, $"e{function}", type, arguments));
        }
        return new(seed, modules, calls);
    }

    /// <summary>A number, or the bits of one that is interesting as binary64.</summary>
    static long AnyInt64(Choice random) => random.OneIn(2) ? Interesting.Int64(random) : (long)Interesting.Double(random);
}
