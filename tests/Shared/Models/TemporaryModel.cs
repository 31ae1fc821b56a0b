namespace Lode.Tests;

/// <summary>A synthetic model in a temporary file that goes when it is disposed.</summary>
sealed class TemporaryModel : IDisposable
{
    public TemporaryModel(SyntheticModel model)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lode-test-{Guid.NewGuid():N}.gguf");
        model.Write(Path);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
