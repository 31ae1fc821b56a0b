namespace Lode.Wasi.Tests;

/// <summary>A memory of the engine.</summary>
sealed class GuestWorld(int pages) : IDisposable
{
    public Wasm.Memory Memory { get; } = new(pages);

    public void Dispose()
    {
    }
}
