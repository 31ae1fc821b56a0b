using System.Diagnostics;
using Lode.DemoModel.Output;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Commands;

/// <summary>Makes the model: vocabulary, training, file.</summary>
static class TrainCommand
{
    public const int DefaultSteps = 16000, VocabularyDocuments = 20000;

    const int CheckpointSteps = 500, ReportSteps = 100;

    public static void Run(string output, int steps, ulong seed, int threads, TextWriter progress)
    {
        string checkpoint = output + ".checkpoint";
        using Trainer trainer = Begin(checkpoint, steps, seed, threads, progress, out BytePairVocabulary vocabulary);
        Stopwatch clock = Stopwatch.StartNew();
        int first = trainer.Step, positions = 0, trained = 0;
        double loss = 0, floor = 0;
        while (trainer.Step < steps)
        {
            StepReport report = trainer.Run(steps);
            loss += report.Loss * report.Trained;
            floor += report.Floor * report.Trained;
            trained += report.Trained;
            positions += report.Positions;
            if (trainer.Step % ReportSteps == 0)
            {
                TimeSpan left = clock.Elapsed / (trainer.Step - first) * (steps - trainer.Step);
                progress.WriteLine(
                    $"step {trainer.Step} of {steps}: loss {loss / trained:f4} (floor {floor / trained:f4}), gradient {report.Norm:f2}, "
                    + $"{positions / clock.Elapsed.TotalSeconds:f0} tokens/s, {left:h\\:mm\\:ss} left");
                (loss, floor, trained) = (0, 0, 0);
            }
            if (trainer.Step % CheckpointSteps == 0 || trainer.Step == steps)
                Checkpoint.Save(checkpoint, trainer, vocabulary, seed, steps);
        }
        GgufExport.Write(output, trainer.Weights, vocabulary);
        File.Delete(checkpoint);
        progress.WriteLine($"{output}: {new FileInfo(output).Length} bytes, weights {trainer.Hash}");
    }

    static Trainer Begin(string checkpoint, int steps, ulong seed, int threads, TextWriter progress, out BytePairVocabulary vocabulary)
    {
        if (File.Exists(checkpoint))
        {
            SavedTraining saved = Checkpoint.Load(checkpoint, threads);
            if (saved.Seed != seed || saved.Steps != steps)
                throw new IOException($"{checkpoint} is of --seed {saved.Seed} --steps {saved.Steps}; give these, or delete it to begin anew");
            progress.WriteLine($"continuing {checkpoint} at step {saved.Trainer.Step}");
            vocabulary = saved.Vocabulary;
            return saved.Trainer;
        }
        vocabulary = BytePairTrainer.Train(seed, VocabularyDocuments, Shape.Demo.Vocabulary);
        return new Trainer(Shape.Demo, vocabulary, seed, threads);
    }
}
