using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Output;

/// <param name="Trainer">With its weights, moments and step.</param>
/// <param name="Vocabulary">Of the same training.</param>
/// <param name="Seed">What the training was started with.</param>
/// <param name="Steps">How many steps it is to have in all.</param>
sealed record SavedTraining(Trainer Trainer, BytePairVocabulary Vocabulary, ulong Seed, int Steps);
