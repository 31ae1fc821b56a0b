using System.Diagnostics;
using System.Globalization;
using Lode.Memory;

namespace Lode.Wasm.Bench.Windows;

/// <summary>One file in the memories of many instances, and memory that guest, host and another process share.</summary>
static class WindowBenchmark
{
    const int Instances = 8, Pages = 1600;
    const int FileBytes = 100 << 20;

    public static int Run(Arguments arguments)
    {
        if (arguments.Number("--reader", 0) is > 0 and double process)
            return Read((int)process, (int)arguments.Number("--descriptor", 0));
        using Engine engine = new();
        using CompiledModule module = engine.Compile("guest", WindowGuest.Make(Pages));
        OneFile(engine, module);
        return Shared(engine, module) ? 0 : 1;
    }

    static void OneFile(Engine engine, CompiledModule module)
    {
        string path = Path.Combine(Path.GetTempPath(), $"lode-window-{Environment.ProcessId}.bin");
        try
        {
            byte[] bytes = new byte[FileBytes];
            new Random(1).NextBytes(bytes);
            File.WriteAllBytes(path, bytes);
            using Window window = Window.File(path, WindowAccess.ReadOnly);
            List<Store> stores = [];
            List<Instance> instances = [];
            for (int i = 0; i < Instances; i++)
            {
                stores.Add(new(engine));
                instances.Add(new Linker(engine).Instantiate(stores[i], module));
            }
            List<double> microseconds = [];
            foreach (Instance instance in instances)
            {
                long start = Stopwatch.GetTimestamp();
                instance.GetMemory("memory")!.Map(window, 0);
                microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
            int[] sums = [.. instances.Select(instance => instance.GetFunction<int, int>("sum")(FileBytes))];
            (long resident, long proportional) = Mapped(path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Instances} instances with the same file of {FileBytes / 1e6:F1} MB, all of it read: resident {resident / 1e6:F1} MB, "
                + $"proportional share {proportional / 1e6:F1} MB; mapped in {microseconds.Order().ElementAt(Instances / 2):F0} us each; "
                + $"sums {(sums.Distinct().Count() == 1 ? "equal" : "differ")}"));
            stores.ForEach(store => store.Dispose());
        }
        finally
        {
            File.Delete(path);
        }
    }

    static bool Shared(Engine engine, CompiledModule module)
    {
        using Window window = Window.Shared(1 << 20, "shared");
        using Store store = new(engine);
        Instance instance = new Linker(engine).Instantiate(store, module);
        instance.GetMemory("memory")!.Map(window, 65_536);
        instance.GetFunction("store")!.Invoke([Value.From(65_536 + 128), Value.From(4711)], []);
        int host = BitConverter.ToInt32(window.Span[128..]);
        window.Span[256] = 99;
        int guest = instance.GetFunction<int, int>("load")(65_536 + 256);
        int descriptor = (int)window.Memory.File.DangerousGetHandle();
        using Process reader = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [.. Command(), "windows", "--reader", $"{Environment.ProcessId}", "--descriptor", $"{descriptor}"]))!;
        reader.WaitForExit();
        int other = instance.GetFunction<int, int>("load")(65_536 + 512);
        Console.WriteLine($"a guest's write as the host sees it: {host} (4711); the host's as the guest sees it: {guest} (99); "
            + $"that of another process, of what the guest wrote and 1: {other} (4712)");
        return host == 4711 && guest == 99 && other == 4712;
    }

    /// <summary>In another process: reads what the guest wrote, and answers.</summary>
    static int Read(int process, int descriptor)
    {
        using SharedMemory memory = SharedMemory.Open(process, descriptor);
        BitConverter.TryWriteBytes(memory.Span[512..], BitConverter.ToInt32(memory.Span[128..]) + 1);
        return 0;
    }

    /// <summary>What comes before the arguments where .NET's own program runs this one.</summary>
    static string[] Command() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(WindowBenchmark).Assembly.Location] : [];

    static (long Resident, long Proportional) Mapped(string path)
    {
        long resident = 0, proportional = 0;
        bool counts = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal) && !line.Contains(" kB", StringComparison.Ordinal))
                counts = line.EndsWith(path, StringComparison.Ordinal);
            else if (counts && line.StartsWith("Rss:", StringComparison.Ordinal))
                resident += Kilobytes(line);
            else if (counts && line.StartsWith("Pss:", StringComparison.Ordinal))
                proportional += Kilobytes(line);
        }
        return (resident, proportional);
    }

    static long Kilobytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
