namespace Lode.Packing.Tests;

/// <summary>A folder of the test data, converted into a temporary file.</summary>
sealed class ConvertedFolder : IDisposable
{
    public ConvertedFolder(string source, ConversionOptions? options = null)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lode-convert-{Guid.NewGuid():N}.gguf");
        Result = ModelConverter.Convert(source, Path, options ?? new ConversionOptions());
    }

    public string Path { get; }

    public ConversionResult Result { get; }

    public void Dispose() => File.Delete(Path);
}
