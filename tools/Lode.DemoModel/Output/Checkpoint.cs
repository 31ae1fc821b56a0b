using System.Runtime.InteropServices;
using Lode.DemoModel.Kernels;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Output;

/// <summary>A training in progress, on disk. The vocabulary travels with the weights: the one means nothing without the other.</summary>
static class Checkpoint
{
    const uint Magic = 0x4B44_4F4C;

    public static void Save(string path, Trainer trainer, BytePairVocabulary vocabulary, ulong seed, int steps)
    {
        string temporary = path + ".part";
        using (BinaryWriter writer = new(File.Create(temporary)))
        {
            writer.Write(Magic);
            writer.Write(seed);
            writer.Write(steps);
            writer.Write(trainer.Step);
            writer.Write(vocabulary.Merges.Length);
            writer.Write(MemoryMarshal.AsBytes<(int, int)>(vocabulary.Merges));
            writer.Write(trainer.Weights.Span.Length);
            writer.Write(MemoryMarshal.AsBytes(trainer.Weights.Span));
            foreach (FloatBuffer moment in trainer.Moments)
                writer.Write(MemoryMarshal.AsBytes(moment.Span));
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The training as it was saved.</summary>
    public static SavedTraining Load(string path, int threads)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        if (reader.ReadUInt32() != Magic)
            throw new IOException($"{path} is no checkpoint of this tool");
        (ulong seed, int steps, int step) = (reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32());
        (int, int)[] merges = new (int, int)[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(merges.AsSpan()));
        BytePairVocabulary vocabulary = new(merges);
        Trainer trainer = new(Shape.Demo, vocabulary, seed, threads) { Step = step };
        if (reader.ReadInt32() != trainer.Weights.Span.Length)
            throw new IOException($"{path} is of a model of another size");
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(trainer.Weights.Span));
        foreach (FloatBuffer moment in trainer.Moments)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(moment.Span));
        return new SavedTraining(trainer, vocabulary, seed, steps);
    }
}
