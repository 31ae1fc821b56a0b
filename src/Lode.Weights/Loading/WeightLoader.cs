using Lode.Formats;
using Lode.Memory;
using Lode.Weights.HuggingFace;

namespace Lode.Weights;

/// <summary>Brings weights into memory in one of the ways.</summary>
sealed class WeightLoader(LoadOptions options)
{
    /// <summary>What errors call standard input.</summary>
    public const string StandardInputName = "standard input";

    long _before; // bytes of the files that were read already
    long _total;

    /// <summary>Loads what a path names.</summary>
    public (GgufModel Model, LoadWay Way) Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        bool sequential = InputStream.IsSequential(path);
        LoadWay way = Choose(sequential ? LoadWay.Stream : LoadWay.Map);
        if (way != LoadWay.Stream && sequential)
        {
            throw new IOException($"{NameOf(path)}: expected a file, found a pipe or a device, which cannot be "
                + $"{(way == LoadWay.Map ? "mapped" : "read at a position")}; stream it, or save it as a file first");
        }
        GgufModel model = way switch
        {
            LoadWay.Map => Map(InputStream.PathOf(path)),
            LoadWay.Read => Read(InputStream.PathOf(path)),
            _ => sequential ? StreamPipe(path) : StreamFiles(InputStream.PathOf(path)),
        };
        return (Locked(model), way);
    }

    /// <summary>Loads what a stream of the caller's holds.</summary>
    public GgufModel Open(Stream source, string name)
    {
        if (Choose(LoadWay.Stream) != LoadWay.Stream)
            throw new ArgumentException("what comes in a stream can only be streamed");
        return Locked(Receive(source, name));
    }

    LoadWay Choose(LoadWay usual)
    {
        LoadWay way = options.Way ?? (options.Destination is null ? usual : LoadWay.Stream);
        return options.Destination is null || way == LoadWay.Stream ? way : throw new ArgumentException("a destination takes streamed tensors only");
    }

    GgufModel Map(string path)
    {
        GgufModel model = ModelFiles.Open(path);
        return OrDispose(model, () =>
        {
            options.HeaderRead?.Invoke(model);
            if (options.Advice == AccessAdvice.Normal)
                return;
            foreach (MappedFile file in model.TensorFiles)
                file.Advise(0, file.Length, options.Advice);
        });
    }

    GgufModel Read(string path)
    {
        if (!HuggingFaceModel.Recognises(path))
        {
            CheckHeaders(path, file => new FileInfo(file.File.Path).Length);
            return GgufModel.Open(path, part => GgufFile.Open(ReadFile(part)));
        }
        using (GgufModel mapped = HuggingFaceModel.OpenAsGguf(path))
        {
            options.HeaderRead?.Invoke(mapped);
            _total = mapped.TensorFiles.Sum(file => file.Length);
        }
        PageMemory.RequirePhysical(_total, path);
        return HuggingFaceModel.OpenAsGguf(path, ReadFile);
    }

    MappedFile ReadFile(string path)
    {
        MappedFile file = MappedFile.Read(path, BytesRead.Of(options.Progress, LoadWay.Read, _before, _total), options.CancellationToken);
        _before += file.Length;
        return file;
    }

    GgufModel StreamFiles(string path)
    {
        if (HuggingFaceModel.Recognises(path))
            throw new IOException($"{path}: expected a GGUF file, found a Hugging Face model, which cannot be streamed; map it, or read it");
        CheckHeaders(path, file => file.Tensors.Sum(tensor => tensor.ByteLength));
        return GgufModel.Open(path, part =>
        {
            using Stream stream = InputStream.Open(part, options.CancellationToken);
            StreamedGguf source = StreamedGguf.Open(part, stream);
            return OrDispose(source.File, () => ReadTensors(source));
        });
    }

    GgufModel StreamPipe(string path)
    {
        using Stream stream = InputStream.Open(path, options.CancellationToken);
        return Receive(stream, NameOf(path));
    }

    GgufModel Receive(Stream stream, string name)
    {
        StreamedGguf source = StreamedGguf.Open(name, stream);
        _total = source.TensorBytes;
        return OrDispose(GgufModelOf(source.File), model =>
        {
            options.HeaderRead?.Invoke(model);
            ReadTensors(source);
        });
    }

    static GgufModel GgufModelOf(GgufFile file)
    {
        GgufModel? model = null;
        OrDispose(file, () => model = GgufModel.Of(file));
        return model!;
    }

    void ReadTensors(StreamedGguf source)
    {
        source.ReadTensors(options.Destination, BytesRead.Of(options.Progress, LoadWay.Stream, _before, _total), options.CancellationToken);
        _before += source.TensorBytes;
    }

    /// <summary>Finds out from the headers, by reading no more than them, what would else fail when the weights have been read.</summary>
    /// <param name="path">The file, or a part.</param>
    /// <param name="bytes">How many bytes of a file will be read.</param>
    void CheckHeaders(string path, Func<GgufFile, long> bytes)
    {
        using GgufModel headers = GgufModel.OpenHeader(path);
        options.HeaderRead?.Invoke(headers);
        _total = headers.Files.Sum(bytes);
        if (options.Destination is null)
            PageMemory.RequirePhysical(_total, path);
    }

    GgufModel Locked(GgufModel model) => OrDispose(model, () =>
    {
        if (!options.Lock)
            return;
        foreach (MappedFile file in model.TensorFiles)
            file.Lock();
    });

    static string NameOf(string path) => path == InputStream.StandardInput ? StandardInputName : path;

    static T OrDispose<T>(T opened, Action action) where T : IDisposable => OrDispose(opened, _ => action());

    static T OrDispose<T>(T opened, Action<T> action) where T : IDisposable
    {
        try
        {
            action(opened);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
