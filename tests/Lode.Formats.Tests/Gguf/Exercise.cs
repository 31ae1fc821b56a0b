namespace Lode.Formats.Tests;

/// <summary>Reads everything that a file offers.</summary>
static class Exercise
{
    /// <summary>Opens a file and decodes every value and every tensor's last byte.</summary>
    /// <returns>False where that ended in a <see cref="ModelFormatException"/>, which names the file; anything else is thrown on.</returns>
    public static bool Read(string path)
    {
        try
        {
            using GgufModel model = GgufModel.Open(path);
            foreach (string key in model.Metadata.Keys)
            {
                model.Metadata.TryGet(key, out GgufValue value).ShouldBeTrue();
                Read(value);
            }
            foreach (GgufTensor tensor in model.Tensors)
            {
                using Memory.MappedView view = tensor.View();
                _ = view.Span(tensor.ByteLength - 1, 1)[0];
            }
            return true;
        }
        catch (ModelFormatException error)
        {
            error.File.ShouldBe(path);
            error.Message.ShouldStartWith(path);
            return false;
        }
    }

    static void Read(GgufValue value)
    {
        switch (value.Type)
        {
            case GgufValueType.String:
                _ = value.AsUtf8().Length;
                break;
            case GgufValueType.Bool:
                _ = value.AsBoolean();
                break;
            case GgufValueType.Array:
                Read(value.AsArray());
                break;
            default:
                _ = value.AsNumber();
                break;
        }
    }

    static void Read(GgufArray array)
    {
        switch (array.ElementType)
        {
            case GgufValueType.String:
                foreach (ReadOnlySpan<byte> text in array.EnumerateStrings())
                    _ = text.Length;
                break;
            case GgufValueType.Array:
                foreach (GgufArray inner in array.EnumerateArrays())
                    Read(inner);
                break;
            case GgufValueType.Bool when array.Count > 0:
                _ = array.GetBoolean(array.Count - 1);
                break;
            default:
                if (array.Count > 0)
                    _ = array.GetFloat(array.Count - 1);
                break;
        }
    }
}
