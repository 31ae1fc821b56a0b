namespace Lode.Control.Bench;

/// <summary>The compiled guests.</summary>
static class BenchGuest
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Guests", $"{name}.wasm");
}
