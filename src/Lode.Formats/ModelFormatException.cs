namespace Lode.Formats;

/// <summary>A model file that is damaged, is not what its name says, or holds something that Lode does not read.</summary>
/// <remarks>
/// The one exception type for bad model files, on every floor that reads them. The message has one form:
/// <c>{file}: {where}: expected {expected}, found {found}; {advice}</c>.
/// </remarks>
public sealed class ModelFormatException : FormatException
{
    /// <summary>Reports what is wrong at a place in a file.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="offset">The offset in the file, in bytes.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException(string file, long offset, string expected, string found, string advice)
        : this(file, $"byte {offset}", expected, found, advice, offset)
    {
    }

    /// <summary>Reports what is wrong with a named part of a file.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="where">The part, as <see cref="Key"/> and <see cref="Tensor"/> name it.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="offset">The offset of the part in the file, in bytes; -1 where there is none.</param>
    public ModelFormatException(string file, string where, string expected, string found, string advice, long offset = -1)
        : base($"{file}: {where}: expected {expected}, found {found}; {advice}")
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The path of the file.</summary>
    public string File { get; }

    /// <summary>The offset in the file, in bytes; -1 where the fault has no single place, as with something missing.</summary>
    public long Offset { get; }

    /// <summary>How a message names a metadata key.</summary>
    public static string Key(string key) => $"key '{key}'";

    /// <summary>How a message names a tensor.</summary>
    public static string Tensor(string name) => $"tensor '{name}'";
}
