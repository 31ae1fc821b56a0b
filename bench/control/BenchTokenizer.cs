using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Bench;

/// <summary>A vocabulary as large as wanted: all bytes, then random words of 2 to 12 letters.</summary>
static class BenchTokenizer
{
    public static Tokenizer Make(int tokens)
    {
        Random random = new(5);
        HashSet<string> words = [];
        StringBuilder text = new();
        for (int id = 0; id < tokens; id++)
        {
            byte[] word = [(byte)id];
            while (id >= 256)
            {
                word = new byte[random.Next(2, 13)];
                for (int i = 0; i < word.Length; i++)
                    word[i] = (byte)(i == 0 && random.Next(2) == 0 ? ' ' : 'a' + (int)(26 * Math.Pow(random.NextDouble(), 2)));
                if (words.Add(Convert.ToBase64String(word)))
                    break;
            }
            text.Append(Convert.ToBase64String(word)).Append(' ').Append(id).Append('\n');
        }
        string path = Path.Combine(Path.GetTempPath(), $"lode-bench-{Environment.ProcessId}.tiktoken");
        try
        {
            File.WriteAllText(path, text.ToString());
            return Tokenizer.Open(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
