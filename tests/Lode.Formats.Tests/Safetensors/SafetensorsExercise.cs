namespace Lode.Formats.Tests;

/// <summary>Reads everything that a safetensors file offers, mapped and as a stream.</summary>
static class SafetensorsExercise
{
    /// <summary>Opens a file both ways and touches every tensor's bytes.</summary>
    /// <returns>False where both ended in a <see cref="ModelFormatException"/>, which names the file; anything else is thrown on.</returns>
    public static bool Read(string path)
    {
        bool mapped = Try(path, () => ReadMapped(path));
        Try(path, () => ReadStream(path)).ShouldBe(mapped, "the file and the stream should be judged alike");
        return mapped;
    }

    /// <summary>The error of a file; the stream's reader must agree that there is one.</summary>
    public static ModelFormatException Refused(string path)
    {
        ModelFormatException? error = null;
        Cost.ShouldBeBounded(() => error = Should.Throw<ModelFormatException>(() => ReadStream(path)));
        error!.File.ShouldBe(path);
        Cost.ShouldBeBounded(() => error = Should.Throw<ModelFormatException>(() => ReadMapped(path)));
        error.File.ShouldBe(path);
        return error;
    }

    static bool Try(string path, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (ModelFormatException error)
        {
            error.File.ShouldBe(path);
            error.Message.ShouldStartWith(path);
            return false;
        }
    }

    static void ReadMapped(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        long end = file.DataOffset;
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            tensor.Offset.ShouldBe(end);
            end += tensor.ByteLength;
            using Memory.MappedView view = tensor.View();
            if (tensor.ByteLength > 0)
                _ = view.Span(tensor.ByteLength - 1, 1)[0];
            file.TryGetTensor(tensor.Name, out SafetensorsTensor? found).ShouldBeTrue();
            found.ShouldBeSameAs(tensor);
        }
        end.ShouldBe(file.File.Length);
    }

    static void ReadStream(string path)
    {
        using SafetensorsReader reader = new(File.OpenRead(path), path);
        byte[] part = new byte[50];
        while (reader.MoveNext())
        {
            long bytes = 0;
            for (int read; (read = reader.Read(part)) > 0;)
                bytes += read;
            bytes.ShouldBe(reader.Current!.ByteLength);
        }
    }
}
