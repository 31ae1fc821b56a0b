namespace Lode.Wasm.Bench.Speed;

/// <summary>An engine that is timed.</summary>
interface ISpeedEngine : IDisposable
{
    string Name { get; }

    SpeedRun Run(SpeedTask task);
}
