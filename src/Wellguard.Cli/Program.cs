Console.WriteLine("wellguard");
