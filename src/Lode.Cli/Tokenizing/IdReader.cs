using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Tokenizing;

/// <summary>Reads token ids from a text of numbers with spaces, line breaks, commas and brackets between them.</summary>
sealed class IdReader(InputSource input, int vocabularySize)
{
    readonly byte[] _buffer = new byte[64 << 10];
    int _at;
    int _length;
    long _line = 1;

    /// <summary>Nothing more was read that has not been given out: a good moment to show what there is.</summary>
    public bool IsDrained => _at == _length;

    /// <returns>The next id; -1 at the end.</returns>
    /// <exception cref="CommandException">Something else is there, or an id outside the vocabulary.</exception>
    public int Next(Interruption interruption)
    {
        long value = -1;
        while (true)
        {
            if (_at == _length)
            {
                _at = 0;
                _length = input.Read(_buffer, interruption);
                if (_length == 0)
                    return (int)value;
            }
            byte character = _buffer[_at];
            if (char.IsAsciiDigit((char)character))
            {
                value = 10 * Math.Max(value, 0) + character - '0';
                if (value >= vocabularySize)
                    throw new CommandException($"{input.Name}, line {_line}: expected ids below {vocabularySize}, the size of the vocabulary, found {value} or more");
            }
            else if (value >= 0)
            {
                return (int)value; // the separator is looked at next time
            }
            else if (character == '\n')
            {
                _line++;
            }
            else if (!" \t\r,[]"u8.Contains(character))
            {
                throw new CommandException($"{input.Name}, line {_line}: expected token ids, found '{(char)character}'");
            }
            _at++;
        }
    }
}
