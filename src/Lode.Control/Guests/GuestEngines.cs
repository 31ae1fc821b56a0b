using System.Collections.Concurrent;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The engines of this process: one for each way to compile, shared by all controllers, as an engine keeps nothing but its options.</summary>
static class GuestEngines
{
    static readonly ConcurrentDictionary<EngineOptions, Engine> s_engines = new();

    public static Engine Get(EngineOptions options) => s_engines.GetOrAdd(options, static wanted => new Engine(wanted));
}
