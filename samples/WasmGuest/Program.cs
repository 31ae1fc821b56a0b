using System.Text;
using Lode.Wasi;
using Lode.Wasm;

using Engine engine = new();
using CompiledModule module = engine.CompileFile(args[0]);

// A world for one guest: arguments, a file that it may map, a place for what it writes. It sees nothing else.
using MemoryStream output = new();
WasiFile[] files = [new("story", args[1])];
using WasiContext world = new(new WasiOptions
{
    Arguments = ["probe", "map", "story"],
    Files = files,
    Output = WasiChannel.From(output),
});
using WasiWindows windows = new(files);
Linker linker = new(engine);
world.Define(linker);
windows.Define(linker);
linker.DefineFunction("env", "now", (Caller caller) => DateTime.UtcNow.Ticks); // one of your own

// The store bounds what guests take: memory, and time for each call.
using Store store = new(engine, new StoreOptions { MemoryBytes = 64 << 20 }) { Deadline = TimeSpan.FromSeconds(10) };
Instance instance = linker.Instantiate(store, module);

Func<int, int, int> add = instance.GetFunction<int, int, int>("add");
Console.WriteLine(add(3, 4));

try
{
    instance.GetAction("_start")();
}
catch (WasiExitException exit)
{
    Console.WriteLine($"ended with code {exit.Code}");
}
catch (TrapException trap)
{
    Console.WriteLine(trap.Trap); // why, and the functions that were running
}
Console.Write(Encoding.UTF8.GetString(output.ToArray()));
