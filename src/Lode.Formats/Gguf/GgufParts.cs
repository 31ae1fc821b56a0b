namespace Lode.Formats;

/// <summary>Finds the parts of a split model and checks that they belong together.</summary>
/// <remarks>
/// Every part has <c>split.count</c> and its number from 0 in <c>split.no</c>, and <c>split.tensors.count</c> for all parts together.
/// Source: <c>llama-gguf-split</c> of llama.cpp.
/// </remarks>
static class GgufParts
{
    const string CountKey = "split.count";
    const string NumberKey = "split.no";
    const string TensorsKey = "split.tensors.count";
    const string KeepNames = "keep the names that the parts were published with, or get the file again";

    /// <summary>Adds the other parts of a model to its opened file, so that they end in order; a whole model stays alone.</summary>
    public static void OpenSiblings(string path, List<GgufFile> files, Func<string, GgufFile> open)
    {
        GgufMetadata metadata = files[0].Metadata;
        bool named = GgufPartName.TryParse(path, out GgufPartName name);
        long count = metadata.GetInteger(CountKey, 1, 0, GgufLimits.Parts);
        if (count <= 1 && (!named || name.Count == 1))
            return;
        if (!named)
        {
            throw metadata.Error(CountKey, $"a file name that ends in -00001-of-{count:D5}.gguf or so, as this is one of {count} parts",
                Path.GetFileName(path), KeepNames);
        }

        CheckPart(files[0], name.Number, name.Count);
        for (int number = 1; number <= name.Count; number++)
        {
            if (number == name.Number)
                continue;
            string sibling = name.PathOf(number);
            if (!File.Exists(sibling))
            {
                throw new FileNotFoundException(
                    $"{sibling}: expected part {number} of {name.Count} of the model beside {path}, found no such file; "
                    + $"get {Path.GetFileName(sibling)} into the same folder", sibling);
            }
            files.Insert(number < name.Number ? number - 1 : files.Count, open(sibling));
            CheckPart(files[number - 1], number, name.Count);
        }
    }

    /// <summary>Refuses a part where only one file can be had.</summary>
    public static void RequireWhole(GgufMetadata metadata)
    {
        long count = metadata.GetInteger(CountKey, 1, 0, GgufLimits.Parts);
        if (count > 1)
        {
            throw metadata.Error(CountKey, "a model in one file, as only one can be streamed", $"one of {count} parts",
                "name the files by their paths, or join them first");
        }
    }

    /// <summary>Puts the tensors of all parts together.</summary>
    public static (IReadOnlyList<GgufTensor> Tensors, Dictionary<string, GgufTensor> ByName) Join(IReadOnlyList<GgufFile> files)
    {
        int total = 0;
        foreach (GgufFile file in files)
        {
            total += file.Tensors.Count;
            if (total > GgufLimits.Tensors)
            {
                throw new ModelFormatException(file.File.Path, "tensor directory", $"at most {GgufLimits.Tensors} tensors in all parts",
                    $"{total} up to this one", GgufAdvice.Damaged);
            }
        }
        foreach (GgufFile file in files)
        {
            if (file.Metadata.GetInteger(TensorsKey, total, 0, long.MaxValue) is long claimed && claimed != total)
            {
                throw file.Metadata.Error(TensorsKey, $"{total}, as the {files.Count} parts have together", $"{claimed}",
                    "the parts are of different models or damaged; get all of them again");
            }
        }

        GgufTensor[] tensors = new GgufTensor[total];
        Dictionary<string, GgufTensor> byName = new(total);
        int next = 0;
        foreach (GgufFile file in files)
        {
            foreach (GgufTensor tensor in file.Tensors)
            {
                if (!byName.TryAdd(tensor.Name, tensor))
                {
                    throw tensor.Error("a tensor that no other part has", $"it also in {byName[tensor.Name].Path}",
                        "the parts are of different models or damaged; get all of them again");
                }
                tensors[next++] = tensor;
            }
        }
        return (tensors, byName);
    }

    static void CheckPart(GgufFile file, int number, int count)
    {
        GgufMetadata metadata = file.Metadata;
        CheckStated(metadata, CountKey, count, $"{count}, as the file name says");
        CheckStated(metadata, NumberKey, number - 1, $"{number - 1}, as the file name says (there counted from 1)");
    }

    static void CheckStated(GgufMetadata metadata, string key, long wanted, string expected)
    {
        string? found = metadata.TryGet(key, out GgufValue value) ? value.AsInteger().ToString() : null;
        if (found != wanted.ToString())
            throw metadata.Error(key, expected, found ?? "no such key", KeepNames);
    }
}
