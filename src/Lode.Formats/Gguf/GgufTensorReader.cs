namespace Lode.Formats;

/// <summary>Reads the tensor directory and checks where it says the tensors lie.</summary>
static class GgufTensorReader
{
    const int ShortestTensor = 8 + 1 + 4 + 4 + 8;

    /// <summary>
    /// Reads the directory; afterwards the offsets of the tensors are still those of the file, from the start of the data.
    /// </summary>
    public static OrderedDictionary<string, GgufTensor> ReadDirectory(ref GgufCursor cursor, int count)
    {
        if (!cursor.Has((ulong)count * ShortestTensor))
        {
            throw cursor.Error(8, $"a number of tensors whose directory fits into {cursor.Remaining} bytes", count.ToString(),
                GgufAdvice.Incomplete);
        }
        OrderedDictionary<string, GgufTensor> tensors = new(count);
        Span<long> dimensions = stackalloc long[GgufLimits.Dimensions];
        for (int i = 0; i < count; i++)
        {
            long start = cursor.Offset;
            string name = cursor.ReadName(GgufLimits.TensorNameBytes, "a tensor name");
            long shapeAt = cursor.Offset;
            int rank = ReadShape(ref cursor, name, dimensions, out long elements);
            GgmlType type = ReadType(ref cursor, name, dimensions[..rank], elements);
            long offsetAt = cursor.Offset;
            ulong offset = cursor.ReadUInt64("the offset", name);
            if (offset > long.MaxValue)
                throw cursor.Error(offsetAt, $"an offset within the file for tensor '{name}'", $"{offset}", GgufAdvice.Damaged);
            if (!tensors.TryAdd(name, new GgufTensor(cursor.Path, name, type, dimensions[..rank], elements, (long)offset)))
                throw cursor.Error(start, "every tensor once", $"a second '{name}'", GgufAdvice.NotConverted);
        }
        return tensors;
    }

    /// <summary>Turns the offsets into offsets in the file, having checked that every tensor lies in the file, aligned and alone.</summary>
    /// <remarks>
    /// Gaps and any order are accepted: nothing reads what lies between tensors. ggml wants them packed in the order of the directory.
    /// </remarks>
    /// <param name="cursor">Behind the directory.</param>
    /// <param name="tensors">The directory.</param>
    /// <param name="alignment">The alignment of the data's start and of every offset.</param>
    /// <param name="fileLength">Bytes of the file; null where it comes in a stream and nobody knows.</param>
    public static void Place(in GgufCursor cursor, IReadOnlyList<GgufTensor> tensors, int alignment, long? fileLength)
    {
        long limit = fileLength ?? long.MaxValue;
        long data = (cursor.Offset + alignment - 1) & -(long)alignment;
        bool ascending = true;
        long end = 0;
        for (int i = 0; i < tensors.Count; i++)
        {
            GgufTensor tensor = tensors[i];
            if ((tensor.Offset & (alignment - 1)) != 0)
            {
                throw Misplaced(cursor, tensor, $"an offset that is a multiple of {alignment}", $"{tensor.Offset}",
                    GgufAdvice.NotConverted);
            }
            if (tensor.Offset > limit - data || tensor.ByteLength > limit - data - tensor.Offset)
            {
                throw Misplaced(cursor, tensor, $"{tensor.ByteLength} bytes from byte {(UInt128)data + (UInt128)tensor.Offset}",
                    fileLength is null ? "an end that no file has" : $"a file that ends at byte {fileLength}", GgufAdvice.Incomplete);
            }
            ascending &= tensor.Offset >= end;
            tensor.Offset += data;
            end = tensor.Offset - data + tensor.ByteLength;
        }
        if (!ascending)
            CheckOverlaps(tensors);
    }

    static ModelFormatException Misplaced(in GgufCursor cursor, GgufTensor tensor, string expected, string found, string advice) =>
        new(cursor.Path, ModelFormatException.Tensor(tensor.Name), expected, found, advice);

    static void CheckOverlaps(IReadOnlyList<GgufTensor> tensors)
    {
        GgufTensor[] sorted = [.. tensors];
        Array.Sort(sorted, static (a, b) => a.Offset.CompareTo(b.Offset));
        for (int i = 1; i < sorted.Length; i++)
        {
            GgufTensor before = sorted[i - 1];
            if (sorted[i].Offset < before.Offset + before.ByteLength)
            {
                throw sorted[i].Error($"bytes of its own after byte {before.Offset + before.ByteLength}, where '{before.Name}' ends",
                    $"an offset that puts it at byte {sorted[i].Offset}", GgufAdvice.NotConverted);
            }
        }
    }

    static int ReadShape(ref GgufCursor cursor, string name, scoped Span<long> dimensions, out long elements)
    {
        long offset = cursor.Offset;
        uint rank = cursor.ReadUInt32("the number of dimensions", name);
        if (rank > GgufLimits.Dimensions)
        {
            throw cursor.Error(offset, $"at most {GgufLimits.Dimensions} dimensions for tensor '{name}'", $"{rank}",
                GgufAdvice.Damaged);
        }
        elements = 1;
        dimensions[0] = 1;
        for (int i = 0; i < (int)rank; i++)
        {
            offset = cursor.Offset;
            ulong extent = cursor.ReadUInt64("a dimension", name);
            if (extent == 0 || extent > (ulong)(long.MaxValue / elements))
            {
                throw cursor.Error(offset, $"a dimension of 1 to {long.MaxValue / elements} for tensor '{name}'", $"{extent}",
                    GgufAdvice.Damaged);
            }
            dimensions[i] = (long)extent;
            elements *= (long)extent;
        }
        return Math.Max(1, (int)rank);
    }

    static GgmlType ReadType(ref GgufCursor cursor, string name, scoped ReadOnlySpan<long> dimensions, long elements)
    {
        long offset = cursor.Offset;
        GgmlType type = (GgmlType)cursor.ReadUInt32("the type", name);
        if (!GgmlTypes.IsKnown(type))
        {
            throw (uint)type is 4 or 5 or (>= 31 and <= 33) or (>= 36 and <= 38)
                ? cursor.Error(offset, $"a known type for tensor '{name}'", $"type {(uint)type}, which ggml has withdrawn",
                    "get the model in another quantisation")
                : cursor.Error(offset, $"a known type for tensor '{name}'", $"type {(uint)type}",
                    $"{GgufAdvice.NeedsNewer}, or get the model in another quantisation");
        }
        int block = GgmlTypes.BlockSize(type);
        if (dimensions[0] % block != 0)
        {
            throw cursor.Error(offset, $"rows of a multiple of {block} elements for tensor '{name}', as {GgmlTypes.Name(type)} is stored in blocks",
                $"rows of {dimensions[0]}", GgufAdvice.NotConverted);
        }
        if (!GgmlTypes.Fits(type, dimensions))
        {
            throw cursor.Error(offset, $"a multiple of {GgmlTypes.PanelRows} rows for tensor '{name}', as {GgmlTypes.Name(type)} interleaves so many",
                dimensions.Length > 1 ? $"{dimensions[1]} rows" : "one row", GgufAdvice.Damaged);
        }
        if (elements / block > long.MaxValue / GgmlTypes.BytesPerBlock(type))
        {
            throw cursor.Error(offset, $"a size of tensor '{name}' that fits 63 bits", $"{elements} elements of {GgmlTypes.Name(type)}",
                GgufAdvice.Damaged);
        }
        return type;
    }
}
