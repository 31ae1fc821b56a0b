using System.Text.Json;
using System.Text.Unicode;
using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Reads the small JSON files of a model folder, and says where one is broken.</summary>
static class JsonFile
{
    /// <summary>Bytes of a configuration file. They have 1 to 100 kB, tokenizer_config.json with many added tokens up to 2 MB.</summary>
    const int LargestBytes = 32 << 20;

    /// <summary>What to do about a file that cannot be read.</summary>
    public const string Advice = "the file is damaged or no file of a Hugging Face model; get it again";

    /// <summary>Reads a file that must be there.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is no JSON object, too large, or has a key twice.</exception>
    public static JsonSection Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlyMemory<byte> text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
        if (!Utf8.IsValid(text.Span))
            throw new ModelFormatException(path, "text", "UTF-8", "bytes that are not", Advice);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonSection(path, "", document.RootElement.Clone())
                : throw new ModelFormatException(path, "text", "a JSON object", JsonSection.Describe(document.RootElement), Advice);
        }
        catch (JsonException error)
        {
            throw Broken(path, error);
        }
        catch (InvalidOperationException) // a key with half a surrogate pair
        {
            throw new ModelFormatException(path, "text", "keys of valid Unicode", "one that is not", Advice);
        }
    }

    /// <summary>Reads a file, or nothing where there is none.</summary>
    /// <inheritdoc cref="Read"/>
    public static JsonSection? Find(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>Says where a text stops being JSON.</summary>
    public static ModelFormatException Broken(string path, JsonException error)
    {
        string what = error.Message;
        int details = what.IndexOf(" Path: ", StringComparison.Ordinal);
        if (details < 0)
            details = what.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        what = (details < 0 ? what : what[..details]).TrimEnd('.');
        string where = error.LineNumber is long line ? $"line {line + 1}, byte {error.BytePositionInLine}" : "text";
        return new ModelFormatException(path, where, "JSON", $"\"{what}\"", Advice);
    }

    static byte[] ReadBytes(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > LargestBytes)
            throw new ModelFormatException(path, "text", $"at most {LargestBytes} bytes", $"{stream.Length}", Advice);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
