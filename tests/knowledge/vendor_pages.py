"""Pages built as the vendor's are, with sentences of our own."""

VERITAS = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Article | Support</title>
<link rel="canonical" href="https://www.veritas.com/content/support/en_US/article.100011111">
<link rel="alternate" hreflang="en" href="https://www.veritas.com/support/en_US/article.100011111">
<link rel="alternate" hreflang="ja" href="https://www.veritas.com/support/ja_JP/article.100022222">
</head><body>
<header><ul><li>Products</li><li>Solution</li><li>Cause</li></ul><select><option>日本語</option></select></header>
<h1>Backups of a blue server stop with 0xE0001234&nbsp; at noon</h1>
<div><span>Article: 100011111</span> <span>Last Published: 2020-07-10</span></div>
<div>Ratings: <button>0</button> <button>0</button></div>
<div>Product(s): Backup Exec, Blue Server Agent</div>
<h2>Problem</h2><script>var error = "0xE000FE30";</script>
<p>Noon is a bad time. Backup Exec 15 FP3 and Backup Exec&nbsp;22.1 do the same.</p>
<h2>Error Message</h2>
<p>Final error: 0xe0001234 - The blue&#32;server '%s' sleeps.<br>UMI: <a href="http://www.symantec.com/x?question_box=V-79-57344-4660">V-79-57344-4660</a></p>
<p>It sleeps.</p><p>Job 7 says 0xe0001234.</p>
<h2>Cause</h2><p>See <a href="http://www.symantec.com/x?umi=EvtID=V-79-57344-4661">the other message</a>.</p>
<h2>Solution</h2>
<ol><li>Wake it.</li><li>Get-Service shows whether it is awake.</li></ol>
<pre>PS C:\\&gt; Get-Service -Name 'blue'  | Restart-Service
net stop "Blue Server"</pre>
<h2>Applies To</h2><ul><li>Windows Server 2019</li></ul>
<h2>References</h2><p>About 0xE0005678: another article.</p>
<p>Was this content helpful?</p><h2>Related Articles</h2><p>0xE0009999 is red</p>
</body></html>
"""

CLOUD = """\
<!DOCTYPE html>
<html><head><title>x</title></head><body><nav><a>Issue</a></nav>
<h1>Copies of a&#8203; green server fail</h1><p>Support &gt; Articles</p>
<i class="material-icons">book</i><p>Article ID: 100033333</p>
<i class="material-icons">calendar_today</i><span>Updated On:</span><p>03-12-2024</p>
<h3>Products</h3><div>Backup Exec</div>
<h3>Resolution</h3><p>Plant it again:</p><p>vssadmin list writers</p>
<h3>Issue/Introduction</h3><p>The job ends early.</p>
<p>Error Code: e0002345 HEX - The green server withered.</p>
<h3>Environment</h3><p>Backup Exec 21.2</p>
<h3>Feedback</h3><p>thumb_up Yes</p></body></html>
"""

JAPANESE = """\
緑のサーバーのジョブがエラー 0xE0002345 で失敗する

Article: 100022222
Last Published: 2023-03-13
Ratings: 0 0
Product(s): Backup Exec

問題

正午は時間が　よくありません。\u00a0

エラー

Error Code: 0xE0002345 - The green server withered.
UMI Code: V-79-57344-9029

原因

水が足りません。

解決策

  1. 水をやります。
Get-VM -Name 'VM' | Start-VM
 注: Get-VM は状態を表示します。

Was this content helpful?
"""

OLD = """\
<html><body><h1>Jobs of a red server are late</h1>
<p>Article:TECH29418 | Created: 2009-01-05 | Updated: 2010-02-03 | Article URL http://www.symantec.com/docs/TECH29418</p>
<p>Article ID:000026470</p><p>Modified Date: 2011-03-04</p>
<h3>Article Type</h3><p>Technical Solution</p><h3>Product(s)</h3><p>Backup Exec</p>
<h3>Problem</h3><p>Late.</p><h3>Error</h3><p>a0008488 HEX: The red server is late</p></body></html>
"""

OLDEST = """\
Document ID: 326302
http://support.veritas.com/docs/326302
E-Mail Colleague Icon

Why a yellow server says "V-79-57344-34110"

Details:
The UMI Code V-79-57344-34110 is
generic, and this line is broken in mid sentence.

Products Applied:
Backup Exec 10.0, 10.0 5484 SP1
"""

LOGIN = """\
<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1><form><label>Email</label><input>
<button>Next</button></form><p>Description</p><p>Enter the address that you registered.</p></body></html>
"""
