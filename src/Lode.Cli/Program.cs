return Lode.Cli.Application.Run(args);
