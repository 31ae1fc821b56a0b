using System.Diagnostics.CodeAnalysis;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>One safetensors file: its tensors, views into the mapped file, and its metadata.</summary>
/// <remarks>
/// Opening reads the header and nothing else, and checks all of it: afterwards the tensors fill the file behind the header without holes
/// and overlaps. Members may be used from any thread until <see cref="Dispose"/>. What is accepted beyond the format's own rules is in
/// <see cref="SafetensorsLimits"/>.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    readonly SafetensorsHeader _header;
    readonly int _headerLength;

    SafetensorsFile(MappedFile file)
    {
        File = file;
        using MappedView start = file.View(0, Math.Min(file.Length, FileSignature.Bytes));
        _headerLength = SafetensorsHeader.ReadLength(file.Path, start.Span(0, (int)start.Length));
        if (_headerLength > file.Length - SafetensorsHeader.LengthBytes)
        {
            throw new ModelFormatException(file.Path, 0, $"a header of {_headerLength} bytes",
                $"{file.Length - SafetensorsHeader.LengthBytes} bytes to the end of the file", GgufAdvice.Incomplete);
        }
        using MappedView json = file.View(SafetensorsHeader.LengthBytes, _headerLength);
        _header = SafetensorsHeader.Read(file.Path, file, json.Span(0, _headerLength));
        if (_header.DataLength != file.Length - DataOffset)
        {
            throw new ModelFormatException(file.Path, DataOffset, $"{_header.DataLength} bytes of tensors behind the header",
                $"{file.Length - DataOffset}", _header.DataLength > file.Length - DataOffset ? GgufAdvice.Incomplete : GgufAdvice.Damaged);
        }
    }

    /// <summary>The mapped file.</summary>
    public MappedFile File { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors.Values;

    /// <summary>The strings of <c>__metadata__</c>, in the order of the file; often <c>format</c> alone.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Where the tensors' bytes begin.</summary>
    public long DataOffset => SafetensorsHeader.LengthBytes + _headerLength;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFormatException">The file is not a safetensors file, is damaged, or holds something unknown.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be mapped.</exception>
    public static SafetensorsFile Open(string path) => Open(MappedFile.Open(path));

    /// <summary>Checks the header of a file that is mapped or in memory already.</summary>
    /// <param name="file">The file; it is closed with the result, or when this fails.</param>
    /// <exception cref="ModelFormatException">The file is not a safetensors file, is damaged, or holds something unknown.</exception>
    public static SafetensorsFile Open(MappedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) =>
        _header.Tensors.TryGetValue(name, out tensor);

    /// <summary>The header as it is stored, without its length: for <see cref="SafetensorsWriter.WithHeader"/>.</summary>
    /// <returns>A lease on <see cref="DataOffset"/> - 8 bytes.</returns>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public MappedView Header() => File.View(SafetensorsHeader.LengthBytes, _headerLength);

    /// <summary>Closes the file; views that others hold stay valid.</summary>
    public void Dispose() => File.Dispose();
}
