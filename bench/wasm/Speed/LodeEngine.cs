using System.Text;
using Lode.Wasi;

namespace Lode.Wasm.Bench.Speed;

/// <summary>Lode.</summary>
sealed class LodeEngine : ISpeedEngine
{
    static readonly FunctionType s_mark = new([], []);

    readonly Engine _engine = new(new() { StackBytes = 4 << 20 });
    readonly Dictionary<string, CompiledModule> _modules = [];

    public string Name => "Lode";

    public SpeedRun Run(SpeedTask task)
    {
        if (!_modules.TryGetValue(task.File, out CompiledModule? module))
            _modules[task.File] = module = _engine.CompileFile(task.File);
        using Store store = new(_engine);
        try
        {
            return task.Function is null ? RunProgram(task, module, store) : RunFunction(task, module, store);
        }
        catch (TrapException exception)
        {
            return new(0, 0, "", "", exception.Trap.ToString());
        }
    }

    public void Dispose()
    {
        foreach (CompiledModule module in _modules.Values)
            module.Dispose();
        _engine.Dispose();
    }

    SpeedRun RunFunction(SpeedTask task, CompiledModule module, Store store)
    {
        Func<int, int> function = new Linker(_engine).Instantiate(store, module).GetFunction<int, int>(task.Function!);
        int result = 0;
        double spent = CpuClock.Time(() => result = function(task.Argument));
        return new(spent, result, "", "", null);
    }

    SpeedRun RunProgram(SpeedTask task, CompiledModule module, Store store)
    {
        using MemoryStream output = new(), errors = new();
        using WasiContext wasi = new(new()
        {
            Arguments = ["program"],
            Directories = [new(Path.GetDirectoryName(task.File)!, ".")],
            Output = WasiChannel.From(output),
            Error = WasiChannel.From(errors),
        });
        Linker linker = new(_engine);
        wasi.Define(linker);
        double start = 0, spent = 0;
        linker.DefineFunction("bench", "start", s_mark, (_, _, _) => start = CpuClock.Milliseconds);
        linker.DefineFunction("bench", "end", s_mark, (_, _, _) => spent = CpuClock.Milliseconds - start);
        uint code = 0;
        try
        {
            linker.Instantiate(store, module).GetFunction("_start")!.Invoke([], []);
        }
        catch (WasiExitException exit)
        {
            code = exit.Code;
        }
        return new(spent, (int)code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()), null);
    }
}
